import type { Json, JsonObject } from '../model/json.ts';
import type { Target } from '../model/manifest.ts';

/** What rules over a manifest see: profiles merged in, defaults filled in, the connection by its name. */
export function resolvedManifest(target: Target): JsonObject {
  const { kind, name, labels, connection, spec, ensure, waivers } = target;
  return {
    apiVersion: 'auditform/v1',
    kind,
    metadata: { name, labels },
    connection: connection.name,
    target: target.target,
    spec,
    ensure,
    waivers: waivers as unknown as Json,
  };
}
