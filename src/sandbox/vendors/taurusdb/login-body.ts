import type { SimulatedRequest } from '../../simulator.ts';
import { hasOnly, isObject, jsonBody } from './json-body.ts';

type Members = Readonly<Record<string, unknown>>;

export interface LoginBody {
  readonly user: string;
  readonly password: string;
  readonly domain: string;
  /** null: no project, so the token is good for the account only. */
  readonly project: { readonly by: 'id' | 'name'; readonly value: string } | null;
}

/** The password login of IAM's token page; null for any other body. */
export function loginBody(request: SimulatedRequest): LoginBody | null {
  const auth = member(jsonBody(request).object, 'auth', ['auth']);
  const identity = member(auth, 'identity', ['identity'], ['scope']);
  const password = member(identity, 'password', ['methods', 'password']);
  const user = member(password, 'user', ['user']);
  const domain = member(user, 'domain', ['domain', 'name', 'password']);
  const project = projectOf(auth);
  if (JSON.stringify(identity?.methods) !== '["password"]' || project === undefined) return null;
  const texts = [user?.name, user?.password, domain?.name];
  if (domain === null || !hasOnly(domain, ['name']) || !texts.every((text) => typeof text === 'string')) return null;
  const [name, secret, account] = texts as [string, string, string];
  return { user: name, password: secret, domain: account, project };
}

/** A member that is an object, of an object that has no others than these. */
function member(
  of: Members | null,
  name: string,
  needed: readonly string[],
  optional: readonly string[] = [],
): Members | null {
  if (of === null || !hasOnly(of, needed, optional)) return null;
  const value = of[name];
  return isObject(value) ? value : null;
}

/** With a project and an account in the scope, the project wins. undefined: not a scope. */
function projectOf(auth: Members | null): LoginBody['project'] | undefined {
  const scope = auth?.scope;
  if (scope === undefined) return null;
  if (!isObject(scope) || !hasOnly(scope, [], ['project', 'domain'])) return undefined;
  if (scope.domain !== undefined && named(scope.domain) === undefined) return undefined;
  return scope.project === undefined ? null : named(scope.project);
}

function named(value: unknown): { by: 'id' | 'name'; value: string } | undefined {
  if (!isObject(value)) return undefined;
  const { id, name } = value;
  if (typeof id === 'string' && hasOnly(value, ['id'], ['name'])) return { by: 'id', value: id };
  if (typeof name === 'string' && hasOnly(value, ['name'])) return { by: 'name', value: name };
  return undefined;
}
