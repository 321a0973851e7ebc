/** Every word that stands in the vendors' own paths. Ids, names and prefixes of proxies are none of them. */
const words = new Set(
  [
    'actions audit audit-log-policy auditing auditlog auth bdbs cluster databases db_conns default descriptors events',
    'instances jsonschema license links local metrics nodes nonFilterableDescriptors policy pools rbac settings status',
    'test tokens users v1 v2 v3',
  ].flatMap((line) => line.split(' ')),
);

/** A path that is safe to show and the same for all targets: `/v1/bdbs/{}`. What is no known word becomes `{}`. */
export function routeOf(path: string): string {
  const parts = path.split('/').map((part) => (part === '' || words.has(part) ? part : '{}'));
  return parts.join('/');
}
