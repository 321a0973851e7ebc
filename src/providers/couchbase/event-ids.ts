import { nearest } from '../../model/nearest.ts';
import type { Finding } from '../provider.ts';
import type { Descriptor } from './wire.ts';

/** Ids of events written as ids or `module/name`, sorted; the live descriptors of this cluster decide. */
export function eventIds(written: readonly (number | string)[], descriptors: readonly Descriptor[], release: string): { readonly ids: number[]; readonly findings: Finding[] } {
  const ids = new Set<number>();
  const findings: Finding[] = [];
  for (const [index, event] of written.entries()) {
    const found = matching(event, descriptors);
    if (found.length === 1) ids.add(found[0]!.id);
    else findings.push(notOne(event, found, { descriptors, release, path: `/spec/disabled/${index}` }));
  }
  return { ids: [...ids].sort((left, right) => left - right), findings };
}

/** Event names may hold slashes, module names do not. */
function matching(event: number | string, descriptors: readonly Descriptor[]): readonly Descriptor[] {
  if (typeof event === 'number' || /^\d+$/.test(event)) return descriptors.filter(({ id }) => id === Number(event));
  const slash = event.indexOf('/');
  return descriptors.filter(({ module, name }) => module === event.slice(0, slash) && name === event.slice(slash + 1));
}

interface Where {
  readonly descriptors: readonly Descriptor[];
  readonly release: string;
  readonly path: string;
}

function notOne(event: number | string, found: readonly Descriptor[], { descriptors, release, path }: Where): Finding {
  const [severity, code] = ['error', 'AF402'] as const;
  if (found.length > 1) {
    return { code, severity, message: `${JSON.stringify(event)} fits the events ${found.map(({ id }) => id).join(', ')}.`, path, fix: 'Write the id.' };
  }
  const names = descriptors.map(({ module, name }) => `${module}/${name}`);
  const near = nearest(String(event), typeof event === 'number' ? [] : names);
  return {
    code,
    severity,
    message: `Release ${release} has no filterable event ${JSON.stringify(event)}.`,
    path,
    fix: near === null ? 'GET /settings/audit/descriptors lists the events that can be switched off.' : `Did you mean \`${near}\`?`,
  };
}
