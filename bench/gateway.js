import { fork } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'

const SERVER = fileURLToPath(new URL('./server.js', import.meta.url))

/**
 * Starts the server of canned pages in a process of its own.
 * @param {{size: number, seed: number, mix: string, changed?: boolean, latency?: number}} options
 */
export async function startGateway(options) {
  const child = fork(SERVER, [JSON.stringify(options)], { execArgv: ['--max-old-space-size=12000'] })
  const [{ port, bytes, pages }] = await Promise.race([
    once(child, 'message'),
    once(child, 'exit').then(([code]) => {
      throw new Error(`the server ended with ${code}`)
    }),
  ])
  return {
    address: `http://127.0.0.1:${port}`,
    bytes,
    pages,
    /** How many requests came since the last question, and how many of them were for pages. */
    async asked() {
      child.send('asked')
      const [counts] = await once(child, 'message')
      return counts
    },
    stop: () => child.disconnect(),
  }
}
