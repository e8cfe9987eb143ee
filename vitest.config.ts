import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    testTimeout: 30_000,
    pool: 'forks',
    // Much of the time goes to waiting for programs that tests start.
    maxWorkers: 3,
  },
})
