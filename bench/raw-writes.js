import { Agent, request } from 'undici'

/**
 * The least that any client does to create so many services: one PUT each, in parallel, the answers read.
 * Arguments: base URL, parallelism, how many.
 */
const [address = '', parallelism = '10', count = '0'] = process.argv.slice(2)
const dispatcher = new Agent({ connections: Number(parallelism), pipelining: 1 })
const headers = { 'content-type': 'application/json' }
let next = 0

async function work() {
  while (next < Number(count)) {
    const name = `raw-${next++}`
    const body = JSON.stringify({ name, host: 'backend.internal', tags: ['raw'] })
    const answer = await request(`${address}/services/${name}`, { dispatcher, method: 'PUT', headers, body })
    await answer.body.text()
  }
}

await Promise.all(Array.from({ length: Number(parallelism) }, work))
await dispatcher.close()
