// Generated from packs/ by `npm run generate`. Do not edit.
/** Ids of every check that a pack can have. */
export const checkIds: readonly string[] = ["recording-on","new-databases-recorded","scope-logins","scope-dcl-ddl","scope-admin","scope-writes","scope-reads","nobody-exempt","kept-90-days","kept-365-days","kept-6-years","history-kept","sink-safe","sink-keeps-trying","masking"];
