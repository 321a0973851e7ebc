// Generated from schemas/ by `npm run generate`. Do not edit.

export interface Common {
  InlineConnection?: InlineConnection;
  Metadata?: Metadata;
  SecretReference?: SecretReference;
  Selector?: Selector;
  Waiver?: Waiver;
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
  writeCredentials?: Credentials;
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
  password?: SecretReference;
  apiKey?: SecretReference;
  /**
   * Text, or the same by reference.
   */
  accessKeyId?: string | SecretReference;
  accessKeySecret?: SecretReference;
  /**
   * Text, or the same by reference.
   */
  accessKey?: string | SecretReference;
  secretKey?: SecretReference;
  securityToken?: SecretReference;
  /**
   * Text, or the same by reference.
   */
  domain?: string | SecretReference;
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
/**
 * Which manifests, by label; empty selects all.
 */
export interface Selector {
  matchLabels?: {
    [k: string]: string;
  };
  matchExpressions?: {
    key: string;
    operator: 'In' | 'NotIn' | 'Exists' | 'DoesNotExist';
    values?: string[];
  }[];
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
