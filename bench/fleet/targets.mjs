// The fleet of the benchmark: target number i belongs to vendor i % 5, and everything else about it follows from i, so
// that the manifests and the vendor server agree without telling each other.
export const VENDORS = ['redis', 'dbaudit', 'couchbase', 'tair', 'taurusdb'];

/** Instances that share one account (DB Audit), region (Tair) or project (TaurusDB); clusters have a connection each. */
export const ACCOUNT_SIZE = 50;

/** How many targets of one vendor a fleet of `size` has. */
export function countOf(vendor, size) {
  return Math.floor((size - VENDORS.indexOf(vendor) + VENDORS.length - 1) / VENDORS.length);
}

/** Number of the target that is the vendor's k-th. */
export function targetOf(vendor, k) {
  return k * VENDORS.length + VENDORS.indexOf(vendor);
}

/** One in `every` targets differs from its manifest; 0: none does. Every vendor gets its share. */
export function isDrifted(k, every) {
  return every > 0 && k % every === 0;
}

export const digits = (k, length) => String(k).padStart(length, '0');
export const hex = (k) => digits(k, 32);
export const names = {
  cluster: (k) => `cluster-${k}.redis.example.com`,
  databaseHost: (k) => `db-${k}.example.com`,
  databaseId: (k) => `db_${digits(k, 8)}`,
  couchbaseUuid: (k) => `c0${digits(k, 30)}`,
  tairId: (k) => `r-bench${digits(k, 8)}`,
  taurusId: (k) => `${hex(k)}in07`,
};

export const account = (k) => Math.floor(k / ACCOUNT_SIZE);
/** Every other project logs in with a password, so that fetching tokens is measured too. */
export const hasPassword = (accountNumber) => accountNumber % 2 === 1;
