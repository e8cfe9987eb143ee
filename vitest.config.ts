import { defineConfig } from 'vitest/config'

const UNIT = 'test/unit/**/*.test.ts'

export default defineConfig({
  test: {
    testTimeout: 30_000,
    pool: 'forks',
    // Much of the time goes to waiting for programs that tests start.
    maxWorkers: 3,
    projects: [
      // No unit test leaves behind what another one could see: modules are loaded once for each process.
      { extends: true, test: { name: 'unit', include: [UNIT], isolate: false } },
      { extends: true, test: { name: 'whole', include: ['test/**/*.test.ts'], exclude: [UNIT] } },
    ],
  },
})
