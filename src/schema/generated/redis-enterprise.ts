// Generated from schemas/ by `npm run generate`. Do not edit.

/**
 * Where audit records go, for the whole cluster. null: no such configuration.
 */
export type DbConns = {
  /**
   * TCP, or local for a socket file on each node (test systems only).
   */
  audit_protocol: 'TCP' | 'local';
  /**
   * Host name or IP address of the listener, or the path of the socket file.
   */
  audit_address: string;
  /**
   * Port of the listener; with TCP only.
   */
  audit_port?: number;
  /**
   * Seconds between attempts to reconnect.
   */
  audit_reconnect_interval?: number | null;
  /**
   * Attempts before the proxy gives up for good; 0 never gives up.
   */
  audit_reconnect_max_attempts?: number | null;
  /**
   * Bytes of records held while the listener is away. From 8.2.
   */
  audit_queue_max_bytes?: number | null;
} | null;
export type Bdb = {
  [k: string]: unknown;
} & {
  /**
   * Database name; with uid a check that the uid is still that database.
   */
  name?: string;
  uid?: number;
  /**
   * Record connections, authentications and disconnections. From 8.2 this is audit_settings.audit_mode connection.
   */
  db_conns_auditing?: boolean | null;
  audit_settings?: AuditSettings;
};

/**
 * Audit settings of one Redis Enterprise Software cluster and its databases.
 */
export interface RedisEnterpriseCluster {
  /**
   * Always auditform/v1.
   */
  apiVersion: 'auditform/v1';
  kind: 'RedisEnterpriseCluster';
  metadata: Metadata;
  /**
   * Name of a Connection document, or its spec inline, without system.
   */
  connection: string | InlineConnection;
  target?: RedisEnterpriseTarget;
  spec: RedisEnterpriseSpec;
  /**
   * Consent to weaker values or to one failed check, visible in review; each dies by itself.
   */
  waivers?: Waiver[];
}
export interface Metadata {
  /**
   * Unique per kind.
   */
  name: string;
  /**
   * Chosen by --selector, profiles and guardrails.
   */
  labels?: {
    [k: string]: string;
  };
  /**
   * Notes for people and other tools; auditform does not read them.
   */
  annotations?: {
    [k: string]: string;
  };
}
export interface InlineConnection {
  /**
   * Base URL of the API, such as https://cluster.example.com:9443. tair and taurusdb derive it from region when it is left out, dbaudit has https://api.dbaudit.ai/v1.
   */
  endpoint?:
    | string
    | {
        /**
         * Name of an environment variable.
         */
        fromEnv: string;
      };
  /**
   * redis-enterprise: base URL of the metrics stream when it is not the endpoint's host on port 8070.
   */
  metrics_endpoint?:
    | string
    | {
        /**
         * Name of an environment variable.
         */
        fromEnv: string;
      };
  /**
   * tair and taurusdb: region id, such as cn-hangzhou or ap-southeast-3.
   */
  region?: string;
  /**
   * taurusdb: project id of the region, 32 letters and digits.
   */
  project_id?:
    | string
    | {
        /**
         * Name of an environment variable.
         */
        fromEnv: string;
      };
  /**
   * taurusdb: base URL of IAM when logging in with a password.
   */
  iam_endpoint?:
    | string
    | {
        /**
         * Name of an environment variable.
         */
        fromEnv: string;
      };
  credentials?: Credentials;
  writeCredentials?: Credentials1;
  tls?: Tls;
  limits?: Limits;
  /**
   * For one request. Default 30.
   */
  timeoutSeconds?: number;
}
/**
 * redis-enterprise, couchbase: username, password. dbaudit: apiKey. tair: accessKeyId, accessKeySecret, securityToken. taurusdb: accessKey, secretKey, securityToken, or username, password, domain.
 */
export interface Credentials {
  /**
   * Text, or the same by reference.
   */
  username?: string | SecretReference;
  password?: SecretReference1;
  apiKey?: SecretReference2;
  /**
   * Text, or the same by reference.
   */
  accessKeyId?: string | SecretReference3;
  accessKeySecret?: SecretReference4;
  /**
   * Text, or the same by reference.
   */
  accessKey?: string | SecretReference5;
  secretKey?: SecretReference6;
  securityToken?: SecretReference7;
  /**
   * Text, or the same by reference.
   */
  domain?: string | SecretReference8;
}
/**
 * A secret by reference: an environment variable, or a file below the manifest's folder or a secrets folder.
 */
export interface SecretReference {
  /**
   * Name of an environment variable.
   */
  fromEnv?: string;
  fromFile?: string;
}
/**
 * A secret by reference: an environment variable, or a file below the manifest's folder or a secrets folder.
 */
export interface SecretReference1 {
  /**
   * Name of an environment variable.
   */
  fromEnv?: string;
  fromFile?: string;
}
/**
 * A secret by reference: an environment variable, or a file below the manifest's folder or a secrets folder.
 */
export interface SecretReference2 {
  /**
   * Name of an environment variable.
   */
  fromEnv?: string;
  fromFile?: string;
}
/**
 * A secret by reference: an environment variable, or a file below the manifest's folder or a secrets folder.
 */
export interface SecretReference3 {
  /**
   * Name of an environment variable.
   */
  fromEnv?: string;
  fromFile?: string;
}
/**
 * A secret by reference: an environment variable, or a file below the manifest's folder or a secrets folder.
 */
export interface SecretReference4 {
  /**
   * Name of an environment variable.
   */
  fromEnv?: string;
  fromFile?: string;
}
/**
 * A secret by reference: an environment variable, or a file below the manifest's folder or a secrets folder.
 */
export interface SecretReference5 {
  /**
   * Name of an environment variable.
   */
  fromEnv?: string;
  fromFile?: string;
}
/**
 * A secret by reference: an environment variable, or a file below the manifest's folder or a secrets folder.
 */
export interface SecretReference6 {
  /**
   * Name of an environment variable.
   */
  fromEnv?: string;
  fromFile?: string;
}
/**
 * A secret by reference: an environment variable, or a file below the manifest's folder or a secrets folder.
 */
export interface SecretReference7 {
  /**
   * Name of an environment variable.
   */
  fromEnv?: string;
  fromFile?: string;
}
/**
 * A secret by reference: an environment variable, or a file below the manifest's folder or a secrets folder.
 */
export interface SecretReference8 {
  /**
   * Name of an environment variable.
   */
  fromEnv?: string;
  fromFile?: string;
}
/**
 * Used for writes, and opened by apply only; without them apply writes with credentials.
 */
export interface Credentials1 {
  /**
   * Text, or the same by reference.
   */
  username?: string | SecretReference9;
  password?: SecretReference10;
  apiKey?: SecretReference11;
  /**
   * Text, or the same by reference.
   */
  accessKeyId?: string | SecretReference12;
  accessKeySecret?: SecretReference13;
  /**
   * Text, or the same by reference.
   */
  accessKey?: string | SecretReference14;
  secretKey?: SecretReference15;
  securityToken?: SecretReference16;
  /**
   * Text, or the same by reference.
   */
  domain?: string | SecretReference17;
}
/**
 * A secret by reference: an environment variable, or a file below the manifest's folder or a secrets folder.
 */
export interface SecretReference9 {
  /**
   * Name of an environment variable.
   */
  fromEnv?: string;
  fromFile?: string;
}
/**
 * A secret by reference: an environment variable, or a file below the manifest's folder or a secrets folder.
 */
export interface SecretReference10 {
  /**
   * Name of an environment variable.
   */
  fromEnv?: string;
  fromFile?: string;
}
/**
 * A secret by reference: an environment variable, or a file below the manifest's folder or a secrets folder.
 */
export interface SecretReference11 {
  /**
   * Name of an environment variable.
   */
  fromEnv?: string;
  fromFile?: string;
}
/**
 * A secret by reference: an environment variable, or a file below the manifest's folder or a secrets folder.
 */
export interface SecretReference12 {
  /**
   * Name of an environment variable.
   */
  fromEnv?: string;
  fromFile?: string;
}
/**
 * A secret by reference: an environment variable, or a file below the manifest's folder or a secrets folder.
 */
export interface SecretReference13 {
  /**
   * Name of an environment variable.
   */
  fromEnv?: string;
  fromFile?: string;
}
/**
 * A secret by reference: an environment variable, or a file below the manifest's folder or a secrets folder.
 */
export interface SecretReference14 {
  /**
   * Name of an environment variable.
   */
  fromEnv?: string;
  fromFile?: string;
}
/**
 * A secret by reference: an environment variable, or a file below the manifest's folder or a secrets folder.
 */
export interface SecretReference15 {
  /**
   * Name of an environment variable.
   */
  fromEnv?: string;
  fromFile?: string;
}
/**
 * A secret by reference: an environment variable, or a file below the manifest's folder or a secrets folder.
 */
export interface SecretReference16 {
  /**
   * Name of an environment variable.
   */
  fromEnv?: string;
  fromFile?: string;
}
/**
 * A secret by reference: an environment variable, or a file below the manifest's folder or a secrets folder.
 */
export interface SecretReference17 {
  /**
   * Name of an environment variable.
   */
  fromEnv?: string;
  fromFile?: string;
}
export interface Tls {
  /**
   * PEM file of the certificate authority to trust, relative to the manifest.
   */
  caFile?: string;
  /**
   * Name expected in the certificate when it is not the endpoint's host.
   */
  serverName?: string;
  /**
   * Accept any certificate. Never in production: whoever sits between can read the credentials.
   */
  insecureSkipVerify?: boolean;
}
/**
 * Replace the vendor's documented rates.
 */
export interface Limits {
  concurrency?: number;
  requestsPerSecond?: number;
}
export interface RedisEnterpriseTarget {
  /**
   * Cluster name (FQDN) as GET /v1/cluster shows it; checked before the first write.
   */
  name?: string;
}
export interface RedisEnterpriseSpec {
  db_conns?: DbConns;
  policy?: Policy;
  /**
   * Databases, by unique name or by uid; name "*" is every database of the cluster that no other item names.
   */
  bdbs?: Bdb[];
}
export interface Policy {
  /**
   * Databases created later start audited.
   */
  db_conns_auditing?: boolean | null;
}
/**
 * From 8.2.
 */
export interface AuditSettings {
  audit_mode?: 'disabled' | 'connection' | 'connection_and_crud' | null;
  /**
   * Bytes of keys kept per command record.
   */
  max_total_key_bytes?: number | null;
  username_filter?: UsernameFilter;
  source_ip_filter?: SourceIpFilter;
}
/**
 * Narrows which users' commands are recorded; for connection_and_crud.
 */
export interface UsernameFilter {
  enabled?: boolean | null;
  /**
   * @maxItems 512
   */
  usernames?: string[] | null;
  /**
   * inclusive: only the listed are recorded; exclusive: all but the listed.
   */
  filter_type?: 'inclusive' | 'exclusive' | null;
  /**
   * Record commands while the user is not known yet.
   */
  allow_while_username_unknown?: boolean | null;
}
/**
 * Narrows from which addresses commands are recorded; for connection_and_crud.
 */
export interface SourceIpFilter {
  enabled?: boolean | null;
  /**
   * @maxItems 512
   */
  ip_addresses?: string[] | null;
  /**
   * @maxItems 512
   */
  cidr_ranges?: string[] | null;
  /**
   * inclusive: only the listed are recorded; exclusive: all but the listed.
   */
  filter_type?: 'inclusive' | 'exclusive' | null;
}
export interface Waiver {
  /**
   * JSON Pointer into this manifest, such as /spec/Retention; covers everything below it.
   */
  path: string;
  /**
   * Id of one check of a guardrail pack, such as kept-365-days: the waiver then silences this check at the path, and consents to nothing else.
   */
  check?: string;
  reason: string;
  owner: string;
  /**
   * Last day of the consent, UTC, as YYYY-MM-DD.
   */
  until: string;
}
