// Generated from schemas/ by `npm run generate`. Do not edit.
import type {Credentials, Limits, Metadata, Tls} from './common.ts';

/**
 * How to reach a vendor: where, with which credentials, how fast.
 */
export interface Connection {
  /**
   * Always auditform/v1.
   */
  apiVersion: 'auditform/v1';
  kind: 'Connection';
  metadata: Metadata;
  spec: ConnectionSpec;
}
export interface ConnectionSpec {
  /**
   * Which vendor's API answers there.
   */
  system: 'redis-enterprise' | 'dbaudit' | 'couchbase' | 'tair' | 'taurusdb';
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
