import { fork } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'

const script = (name) => fileURLToPath(new URL(name, import.meta.url))

/**
 * Starts the server of canned pages in a process of its own.
 * @param {{size: number, seed: number, mix: string, changed?: boolean, latency?: number}} options
 */
export function startGateway(options) {
  return start('./server.js', options)
}

/**
 * Starts an empty sandbox in a process of its own.
 * @param {{rate: number}} options as startSandbox takes them
 */
export function startSandboxProcess(options) {
  return start('./sandbox.js', options)
}

/** Starts a server: it gets its options as JSON, sends its port and what else is to be known of it, and answers each message with counts. */
async function start(name, options) {
  const child = fork(script(name), [JSON.stringify(options)], { execArgv: ['--max-old-space-size=12000'] })
  const [{ port, ...facts }] = await Promise.race([
    once(child, 'message'),
    once(child, 'exit').then(([code]) => {
      throw new Error(`the server ended with ${code}`)
    }),
  ])
  return {
    address: `http://127.0.0.1:${port}`,
    ...facts,
    /** What came since the last question. */
    async asked() {
      child.send('asked')
      const [counts] = await once(child, 'message')
      return counts
    },
    stop: () => child.disconnect(),
  }
}
