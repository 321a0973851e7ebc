/** What stands below a keyword: data, one schema, a list or a mapping of schemas. */
export type Below = 'data' | 'schema' | 'list' | 'map';

const of = (below: Below, names: string) => names.split(' ').map((name): [string, Below] => [name, below]);

/** Keywords of JSON Schema 2020-12 that are judged, and those that only say something to people; `format` is not among them. */
export const keywords: ReadonlyMap<string, Below> = new Map([
  ...of('data', '$schema $id $ref $anchor $dynamicRef $dynamicAnchor $vocabulary $comment'),
  ...of('data', 'type enum const multipleOf maximum exclusiveMaximum minimum exclusiveMinimum'),
  ...of('data', 'maxLength minLength pattern maxItems minItems uniqueItems maxContains minContains'),
  ...of('data', 'maxProperties minProperties required dependentRequired'),
  ...of('data', 'title description default deprecated readOnly writeOnly examples contentEncoding contentMediaType'),
  ...of('schema', 'not if then else items contains additionalProperties propertyNames'),
  ...of('schema', 'unevaluatedItems unevaluatedProperties contentSchema'),
  ...of('list', 'allOf anyOf oneOf prefixItems'),
  ...of('map', '$defs definitions properties patternProperties dependentSchemas'),
]);

/** Keywords whose schemas judge the very value that the schema around them judges. */
export const inPlace: ReadonlySet<string> = new Set('not if then else allOf anyOf oneOf dependentSchemas'.split(' '));

/** Keywords that judge nothing unless one of the others stands beside them. */
export const needsBeside: readonly (readonly [keyword: string, others: readonly string[]])[] = [
  ['if', ['then', 'else']],
  ['then', ['if']],
  ['else', ['if']],
  ['minContains', ['contains']],
  ['maxContains', ['contains']],
];
