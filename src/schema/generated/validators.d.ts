// Generated from schemas/ by `npm run generate`. Do not edit.
import type { ValidateFunction } from 'ajv';

export declare const connection: ValidateFunction;
export declare const guardrail: ValidateFunction;
export declare const plan: ValidateFunction;
export declare const profile: ValidateFunction;
export declare const project: ValidateFunction;
export declare const couchbase: ValidateFunction;
export declare const dbaudit: ValidateFunction;
export declare const redisEnterprise: ValidateFunction;
export declare const tair: ValidateFunction;
export declare const taurusdb: ValidateFunction;
