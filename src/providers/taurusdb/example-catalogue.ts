import type { Catalogue } from './catalogue.ts';

/**
 * The catalogue in the vendor's example of ShowAuditLogPolicy (September 2025). Each instance has its own; this one only
 * serves where there is no instance to ask.
 */
export const EXAMPLE_CATALOGUE: Catalogue = {
  DCL: ['CREATE_USER', 'DROP_USER', 'RENAME_USER', 'GRANT', 'REVOKE', 'ALTER_USER', 'ALTER_USER_DEFAULT_ROLE'],
  DDL: ['CREATE', 'ALTER', 'DROP', 'RENAME', 'TRUNCATE', 'REPAIR', 'OPTIMIZE'],
  DML: ['INSERT', 'DELETE', 'UPDATE', 'REPLACE', 'SELECT'],
  OTHER: [
    'BEGIN/COMMIT/ROLLBACK',
    'PREPARED_STATEMENT',
    'CALL_PROCEDURE',
    'KILL',
    'SET_OPTION',
    'CHANGE_DB',
    'UNINSTALL_PLUGIN',
    'INSTALL_PLUGIN',
    'SHUTDOWN',
    'SLAVE_START',
    'SLAVE_STOP',
    'LOCK_TABLES',
    'UNLOCK_TABLES',
    'FLUSH',
    'XA',
  ],
};
