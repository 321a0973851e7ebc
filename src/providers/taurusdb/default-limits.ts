/** No rate is published; others in the family answer 429 beyond 200 calls in 5 minutes or 5 a second. */
export const defaultLimits = { concurrency: 4, requestsPerSecond: 5 };

/** IAM publishes no rate either; it names its threshold when it refuses. Few at a time, since each one that is refused then is tried again. */
export const loginLimits = { concurrency: 2 };
