/** No rate is published; others in the family answer 429 beyond 200 calls in 5 minutes or 5 a second. */
export const defaultLimits = { concurrency: 4, requestsPerSecond: 5 };
