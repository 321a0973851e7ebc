import type { JsonObject } from '../model/json.ts';
import { canonical } from '../model/json.ts';
import type { Target } from '../model/manifest.ts';
import type { Problem } from '../model/problem.ts';
import type { Provider } from '../providers/provider.ts';
import { schemaNode } from '../schema/annotations.ts';
import { kinds, type Kind } from '../schema/kinds.ts';

type ProviderOf = (kind: string) => Provider;

/** Manifests that would overwrite each other for ever, found without asking any vendor. */
export function conflicts(targets: readonly Target[], providerOf: ProviderOf): Problem[] {
  return [...sameObject(targets, providerOf), ...sharedSettings(targets, providerOf)];
}

function sameObject(targets: readonly Target[], providerOf: ProviderOf): Problem[] {
  const first = new Map<string, Target>();
  const problems: Problem[] = [];
  for (const target of targets) {
    const identity = providerOf(target.kind).identity(target.target, target.connection);
    const earlier = first.get(identity);
    if (earlier === undefined) first.set(identity, target);
    else {
      problems.push({
        code: 'AF207',
        severity: 'error',
        message: `${target.address} is the same vendor object as ${earlier.address} (${earlier.origin.file}:${earlier.origin.line}).`,
        at: { ...target.locate('/target'), path: '/target', address: target.address },
        fix: 'Keep one manifest for it.',
      });
    }
  }
  return problems;
}

interface ScopedMember {
  readonly member: string;
  readonly scope: string;
}

const scoped = new Map<Kind, readonly ScopedMember[]>();

/** Members whose schema says that one value serves a whole region, cluster or account. Found once a kind. */
export function scopedMembers(kind: Kind): readonly ScopedMember[] {
  const known = scoped.get(kind) ?? findScopedMembers(kind);
  scoped.set(kind, known);
  return known;
}

function findScopedMembers(kind: Kind): ScopedMember[] {
  const spec = schemaNode(kinds[kind].schema).child('spec');
  const members = Object.keys((spec?.schema.properties ?? {}) as JsonObject);
  return members.flatMap((member) => {
    const scope = spec?.child(member)?.annotation.scope;
    return scope === undefined ? [] : [{ member, scope }];
  });
}

function sharedSettings(targets: readonly Target[], providerOf: ProviderOf): Problem[] {
  const first = new Map<string, Target>();
  const problems: Problem[] = [];
  for (const target of targets) {
    for (const { member, scope } of scopedMembers(target.kind as Kind)) {
      const value = target.spec[member];
      const key = providerOf(target.kind).scopes(target.target, target.connection)[scope];
      if (value === undefined || key === undefined) continue;
      const slot = `${key} ${member}`;
      const earlier = first.get(slot);
      if (earlier === undefined) first.set(slot, target);
      else if (canonical(earlier.spec[member]!) !== canonical(value)) {
        const there = earlier.locate(`/spec/${member}`);
        problems.push({
          code: 'AF208',
          severity: 'error',
          message: `${member} is one value for the whole ${scope}: ${target.address} asks for ${canonical(value)}, ${earlier.address} (${there.file}:${there.line}) for ${canonical(earlier.spec[member]!)}.`,
          at: { ...target.locate(`/spec/${member}`), path: `/spec/${member}`, address: target.address },
          fix: `Agree on one value, or leave ${member} out of all but one manifest.`,
        });
      }
    }
  }
  return problems;
}
