import { loadWorkflows } from './load-workflows.ts'
import { ask } from './terminal/ask.ts'
import type { Sink, World } from './world.ts'

const COLUMNS = 80

/**
 * Gives the world of a real process.
 * @returns streams, signals, clock and use cases
 */
export function processWorld(): World {
  return {
    argv: process.argv.slice(2),
    env: process.env,
    cwd: process.cwd(),
    stdin: { terminal: process.stdin.isTTY === true, read: readStdin },
    stdout: sink(process.stdout),
    stderr: sink(process.stderr),
    ask,
    onInterrupt,
    quit: (code) => process.exit(code),
    now: () => performance.now(),
    workflows: loadWorkflows(),
  }
}

async function readStdin(): Promise<Buffer> {
  const chunks: Buffer[] = []
  for await (const chunk of process.stdin) chunks.push(Buffer.from(chunk))
  return Buffer.concat(chunks)
}

// A reader that has seen enough (head, less) is no error, and must not stop what is being applied.
function sink(stream: NodeJS.WriteStream): Sink {
  let open = true
  const onError = (error: NodeJS.ErrnoException) => {
    if (open && error.code !== 'EPIPE') tellLoss(stream, error)
    open = false
  }
  stream.on('error', onError)
  return {
    write: (text) =>
      new Promise((resolve) => {
        if (!open) return resolve()
        stream.write(text, (error) => {
          if (error != null) onError(error)
          resolve()
        })
      }),
    terminal: stream.isTTY === true,
    columns: stream.columns || COLUMNS,
  }
}

// Output that did not arrive (a full disk) must not look like success.
function tellLoss(stream: NodeJS.WriteStream, error: Error): void {
  process.exitCode = 1
  if (stream === process.stdout) process.stderr.write(`error  stdout cannot be written: ${error.message}\n`)
}

function onInterrupt(handler: () => void): () => void {
  const names = ['SIGINT', 'SIGTERM'] as const
  for (const name of names) process.on(name, handler)
  return () => {
    for (const name of names) process.off(name, handler)
  }
}
