import { defineConfig } from 'vitest/config';
import { yaml } from './scripts/bundle-options.mjs';

export default defineConfig({
  // The build of the parser that is shipped.
  resolve: { alias: { yaml } },
  test: {
    include: ['test/**/*.test.ts'],
    testTimeout: 30_000,
    pool: 'forks',
    reporters: ['default', './scripts/closing-line.mjs'],
    coverage: {
      // Measuring slows the tests down; CI has the time.
      enabled: process.env.CI === 'true',
      provider: 'v8',
      include: ['src/**'],
      exclude: ['src/schema/generated/**'],
      reporter: ['text-summary'],
    },
  },
});
