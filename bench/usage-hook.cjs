// Preloaded into measured processes: writes what they used when they end.
const { writeFileSync } = require('node:fs');

process.on('exit', () => {
  const { maxRSS, userCPUTime, systemCPUTime } = process.resourceUsage();
  const { benchExcludedMs = 0, benchWorkMs = null } = globalThis;
  const cpuMs = (userCPUTime + systemCPUTime) / 1000;
  writeFileSync(process.env.BENCH_USAGE, JSON.stringify({ maxRssKiB: maxRSS, cpuMs, benchExcludedMs, benchWorkMs }));
});
