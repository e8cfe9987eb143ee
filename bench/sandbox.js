import { startSandbox } from '../build/sandbox/kong/server.js'

/**
 * A sandbox in a process of its own. Started by fork; the first argument is JSON, options of startSandbox. Sends `{port}`
 * when it listens, and for each message the number of requests since the last one, of writes among them, and the most
 * that were ever open at once.
 */
const sandbox = await startSandbox({ port: 0, ...JSON.parse(process.argv[2] ?? '{}') })
let told = { requests: 0, writes: 0 }

function count() {
  const all = Object.entries(sandbox.requests)
  const sum = (rows) => rows.reduce((total, [, times]) => total + times, 0)
  return { requests: sum(all), writes: sum(all.filter(([method]) => method !== 'GET')) }
}

process.on('message', () => {
  const now = count()
  const since = { requests: now.requests - told.requests, writes: now.writes - told.writes }
  process.send?.({ ...since, inFlight: sandbox.maxInFlight })
  told = now
})
process.on('disconnect', () => process.exit(0))
process.send?.({ port: sandbox.port })
