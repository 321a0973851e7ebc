import { createHash } from 'node:crypto';
import type { SimulatedReply } from '../../simulator.ts';
import type { Call } from './call.ts';
import type { Caller } from './caller.ts';
import { answer, iamRefusal } from './reply.ts';

const FILTERS = ['name', 'domain_id', 'enabled', 'page', 'per_page', 'parent_id', 'is_domain'];

/** The caller's projects in all regions, by name where one is given. */
export function listProjects(call: Call, caller: Caller): SimulatedReply {
  const { query, rawQuery } = call.request;
  const odd = [...query.keys()].find((name) => !FILTERS.includes(name));
  if (odd !== undefined) return iamRefusal(call, 400, 'IAM.0007', `Request parameter ${odd} is invalid.`);
  const name = query.get('name');
  const found = call.state.projects.filter(
    (project) => project.domain === caller.domain && (name === null || project.name === name),
  );
  const domain = domainId(caller.domain);
  const self = `https://iam.${call.state.region}.myhuaweicloud.com/v3/projects`;
  return answer({
    links: { self: rawQuery === '' ? self : `${self}?${rawQuery}`, previous: null, next: null },
    projects: found.map((project) => ({
      is_domain: false,
      description: '',
      links: { self: `${self}/${project.id}` },
      enabled: true,
      id: project.id,
      parent_id: domain,
      domain_id: domain,
      name: project.name,
    })),
  });
}

/** 32 hex digits, made up from the account's name. */
export function domainId(name: string): string {
  return createHash('sha256').update(name).digest('hex').slice(0, 32);
}
