/** What the vendor's pages leave open: one switch for each reading. */
export interface DbauditQuirks {
  /** Whether a detail shows `audit_options`; `partial` leaves out the keys of `partialHides`. */
  auditOptionsVisible: 'hidden' | 'shown' | 'partial';
  partialHides: string[];
  /** Whether a detail shows `tags`: in the page's schema table, but in no example. */
  tagsVisible: 'shown' | 'hidden';
  tagsStored: 'as-sent' | 'sorted-unique';
  /** What a PATCH does to the options it leaves out; `replace` returns them to `optionDefaults`. */
  patchOptions: 'merge' | 'replace';
  patchType: 'refused' | 'accepted';
  patchConnection: 'accepted' | 'refused';
  patchAnswer: 'body' | 'empty200' | '204';
  postStatus: 200 | 201;
  /** Whether a create that got 422 leaves its object behind, with status `error`. */
  keepsFailedCreate: boolean;
  hostComparison: 'caseless' | 'exact';
  /** The Databases page shows `{data, pagination}`, the API overview `{databases, total, page}`. */
  listEnvelope: 'data' | 'databases';
  /** `unstable` turns the order round on even pages, so that objects are seen twice or never. */
  listOrder: 'oldest' | 'newest' | 'name' | 'unstable';
  /** How long a created object is missing from listings. */
  listLagMs: number;
  overPerPage: 'refused' | 'clamped';
  tagsFilter: 'all' | 'any';
  /** The page leaves `mariadb` out of the values of the `type` filter. */
  mariadbFilter: 'accepted' | 'refused';
  sslModeDefault: 'disable' | 'require' | 'verify-ca' | 'verify-full' | 'absent';
  /** 30 to 2555 days (privacy page) or 7 and up (policies page). */
  retentionBounds: 'privacy' | 'policies';
  /** `after-connection`: `active` comes one more `settleMs` after `connected`. */
  auditSettles: 'with-connection' | 'after-connection';
  testFailure: 'success-false' | '422';
  resetHeader: 'epoch' | 'seconds';
  retryAfterHeader: boolean;
  rateLimitPer: 'key' | 'account';
  errorBody: 'error' | 'message' | 'detail' | 'text';
  /** Error texts repeat the body that was sent; 401 and 403 repeat the Authorization header. */
  echoInput: boolean;
  /** `seconds` as in the page's examples: two writes within a second then look alike. */
  timestamps: 'milliseconds' | 'seconds';
  /** Boolean options added to the running API version after the page was written. */
  extraOptions: string[];
  /** Adds a member that no page names to list items, details and live states. */
  extraMember: boolean;
}

export const DEFAULT_QUIRKS: Readonly<DbauditQuirks> = {
  auditOptionsVisible: 'hidden',
  partialHides: ['retention_days'],
  tagsVisible: 'shown',
  tagsStored: 'as-sent',
  patchOptions: 'merge',
  patchType: 'refused',
  patchConnection: 'accepted',
  patchAnswer: 'body',
  postStatus: 201,
  keepsFailedCreate: false,
  hostComparison: 'caseless',
  listEnvelope: 'data',
  listOrder: 'oldest',
  listLagMs: 0,
  overPerPage: 'refused',
  tagsFilter: 'all',
  mariadbFilter: 'accepted',
  sslModeDefault: 'require',
  retentionBounds: 'privacy',
  auditSettles: 'with-connection',
  testFailure: 'success-false',
  resetHeader: 'epoch',
  retryAfterHeader: false,
  rateLimitPer: 'key',
  errorBody: 'error',
  echoInput: false,
  timestamps: 'milliseconds',
  extraOptions: [],
  extraMember: false,
};
