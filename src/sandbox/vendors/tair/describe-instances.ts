import { ApiFault, invalidParameter, missingParameter } from './api-fault.ts';
import { shownStatus } from './instance-facts.ts';
import { anyText, integerWithin, oneOfWords, type ParameterRules, rule } from './parameter-rule.ts';
import { shownInstance } from './shown-instance.ts';
import type { TairInstance, TairState } from './state.ts';
import type { ActionCall, TairAction } from './tair-action.ts';

const MOST_TAGS = 20;
const MOST_PAGES = 999_999_999;
const TAG_NUMBERS = Array.from({ length: MOST_TAGS }, (_, index) => index + 1);

function invalidPageSize(): ApiFault {
  return new ApiFault(400, 'InvalidPageSize.Malformed', 'The specified parameter PageSize is not valid.');
}

const TAG_RULES: ParameterRules = Object.fromEntries(
  TAG_NUMBERS.flatMap((n) => [
    [`Tag.${n}.Key`, anyText],
    [`Tag.${n}.Value`, rule(() => true)],
  ]),
);

const parameters: ParameterRules = {
  RegionId: anyText,
  InstanceIds: rule((value) => value !== '' && value.split(',').length <= 30 && !value.split(',').includes('')),
  InstanceStatus: anyText,
  InstanceType: oneOfWords('Redis', 'Tair', 'Memcache'),
  EditionType: oneOfWords('Community', 'Enterprise'),
  EngineVersion: anyText,
  ArchitectureType: oneOfWords('standard', 'cluster', 'rwsplit'),
  SearchKey: anyText,
  PageNumber: integerWithin(1, MOST_PAGES),
  PageSize: integerWithin(1, 50, invalidPageSize),
  ...TAG_RULES,
};

interface WantedTag {
  readonly key: string;
  readonly value: string | undefined;
}

function wantedTags(given: ReadonlyMap<string, string>): WantedTag[] {
  const tags = TAG_NUMBERS.flatMap((n) => {
    const key = given.get(`Tag.${n}.Key`);
    const value = given.get(`Tag.${n}.Value`);
    if (key === undefined && value !== undefined) throw missingParameter(`Tag.${n}.Key`);
    return key === undefined ? [] : [{ key, value }];
  });
  if (tags.length > 0 && !given.has('RegionId')) throw missingParameter('RegionId');
  return tags;
}

function hasTag(instance: TairInstance, wanted: WantedTag): boolean {
  return instance.tags.some(
    (tag) => tag.key === wanted.key && (wanted.value === undefined || tag.value === wanted.value),
  );
}

function isWanted(call: ActionCall, instance: TairInstance, tags: readonly WantedTag[]): boolean {
  const given = call.parameters;
  const matches = (name: string, value: string) => !given.has(name) || given.get(name) === value;
  const ids = given.get('InstanceIds')?.split(',');
  const searched = given.get('SearchKey') ?? '';
  return (
    matches('RegionId', instance.regionId) &&
    matches('InstanceStatus', shownStatus(instance, call.state.quirks)) &&
    matches('InstanceType', instance.instanceType) &&
    matches('EditionType', instance.editionType) &&
    matches('EngineVersion', instance.engineVersion) &&
    matches('ArchitectureType', instance.architectureType) &&
    (ids === undefined || ids.includes(instance.instanceId)) &&
    (instance.instanceId === searched || instance.instanceName.includes(searched)) &&
    tags.every((tag) => hasTag(instance, tag))
  );
}

/** The list carries no audit field. */
function listed(state: TairState, instance: TairInstance): Readonly<Record<string, unknown>> {
  return {
    ...shownInstance(state, instance),
    EditionType: instance.editionType,
    Tags: { Tag: instance.tags.map(({ key, value }) => ({ Key: key, Value: value })) },
  };
}

export const describeInstances: TairAction = {
  parameters,
  run(call) {
    const { state } = call;
    const regionId = call.parameters.get('RegionId');
    if (regionId !== undefined && !state.regions.some((region) => region.regionId === regionId)) {
      throw invalidParameter('RegionId');
    }
    const tags = wantedTags(call.parameters);
    const pageSize = Number(call.parameters.get('PageSize') ?? 30);
    const pageNumber = Number(call.parameters.get('PageNumber') ?? 1);
    const found = state.instances.filter((instance) => isWanted(call, instance, tags));
    const first = (pageNumber - 1) * pageSize;
    return {
      TotalCount: found.length,
      PageNumber: pageNumber,
      PageSize: pageSize,
      Instances: {
        KVStoreInstance: found.slice(first, first + pageSize).map((instance) => listed(state, instance)),
      },
    };
  },
};
