import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    testTimeout: 30_000,
    hookTimeout: 30_000,
    pool: 'forks',
    // No test leaves behind in its process what another one could see: modules are loaded once for each process.
    isolate: false,
    // Much of the time goes to waiting for programs that tests start.
    maxWorkers: 3,
  },
})
