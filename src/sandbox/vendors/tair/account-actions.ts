import { invalidParameter } from './api-fault.ts';
import { anyText, oneOfWords, required } from './parameter-rule.ts';
import { type ActionCall, logWrite, type TairAction } from './tair-action.ts';

function checkRegion(call: ActionCall): void {
  const regionId = call.parameters.get('RegionId');
  if (!call.state.regions.some((region) => region.regionId === regionId)) throw invalidParameter('RegionId');
}

/** The role belongs to the account: every region answers the same. */
export const describeServiceLinkedRoleExists: TairAction = {
  parameters: { RegionId: required(anyText), Engine: oneOfWords('Redis') },
  run(call) {
    checkRegion(call);
    return { ExistsServiceLinkedRole: call.state.account.serviceLinkedRole };
  },
};

export const initializeKvstorePermission: TairAction = {
  parameters: { RegionId: required(anyText) },
  run(call) {
    checkRegion(call);
    const { account } = call.state;
    logWrite(call, `InitializeKvstorePermission: service-linked role ${account.serviceLinkedRole} -> true`);
    account.serviceLinkedRole = true;
    return {};
  },
};

export const describeRegions: TairAction = {
  parameters: { AcceptLanguage: oneOfWords('zh-CN', 'en-US') },
  run(call) {
    return {
      RegionIds: {
        KVStoreRegion: call.state.regions.map((region) => ({
          RegionId: region.regionId,
          RegionEndpoint: region.endpoint,
          LocalName: region.localName,
          ZoneIdList: { ZoneId: region.zones },
        })),
      },
    };
  },
};
