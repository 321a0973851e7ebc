import { ProviderError } from '../providers/provider-error.ts';

/** Variables by name, such as process.env. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** An empty variable is as good as none: it is what a missing CI secret looks like. */
export function readVariable(name: string, environment: Environment): string {
  const value = Object.hasOwn(environment, name) ? environment[name] : undefined;
  if (value !== undefined && value !== '') return value;
  const state = value === undefined ? 'is not set' : 'is empty';
  throw new ProviderError(`Environment variable ${name} ${state}`, {
    code: 'AF217',
    trouble: 'refused',
    sent: 'no',
    fix: `export ${name}=…`,
  });
}
