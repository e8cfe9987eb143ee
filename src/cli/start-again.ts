import { spawn } from 'node:child_process'

/**
 * Runs the same command line in a Node with a larger heap, whose limit cannot be changed once Node runs.
 * @param heap in MB
 * @returns the exit code
 */
export async function startAgain(heap: number): Promise<number> {
  const [, script = '', ...words] = process.argv
  const args = [...process.execArgv, `--max-old-space-size=${heap}`, script, ...words]
  const child = spawn(process.execPath, args, { stdio: 'inherit' })
  // A terminal sends its interrupt to both; a second one would end the child at once.
  const isTerminal = process.stdin.isTTY || process.stdout.isTTY || process.stderr.isTTY
  process.on('SIGINT', () => isTerminal || child.kill('SIGINT'))
  for (const signal of ['SIGTERM', 'SIGHUP'] as const) process.on(signal, () => child.kill(signal))
  return new Promise((resolve, reject) => {
    child.on('error', reject)
    child.on('exit', (code) => resolve(code ?? 1))
  })
}
