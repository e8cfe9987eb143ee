import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { loadWorkflows } from '../../src/cli/load-workflows.ts'
import type { Intercept } from '../../src/sandbox/kong/listener.ts'
import { type TestGateway, withGateway } from '../support/kong-sync.ts'
import { type Ran, runCli } from './fake-world.ts'

const before = `_format_version: "3.0"
services:
- {name: a, host: a.example, routes: [{name: ra, paths: [/a]}]}
consumers:
- {username: u, keyauth_credentials: [{key: secret-key}]}
`
const after = `_format_version: "3.0"
services:
- {name: a, host: other.example, routes: [{name: ra, paths: [/a]}]}
- {name: b, host: b.example}
consumers: []
`

/** A gateway, a folder with two state files, and the command line in it. */
export interface Desk {
  gateway: TestGateway
  folder: string
  run(line: string | string[], onReady?: (signal: () => void) => void): Promise<Ran>
}

export async function atDesk(work: (desk: Desk) => Promise<void>, intercept?: Intercept): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'keelson-undo-'))
  writeFileSync(join(folder, 'before.yaml'), before)
  writeFileSync(join(folder, 'after.yaml'), after)
  await withGateway(
    async (gateway) => {
      const run: Desk['run'] = (line, onReady) => {
        const words = (typeof line === 'string' ? line.split(' ') : line).map((word) =>
          word.endsWith('.yaml') ? join(folder, word) : word,
        )
        const scene = { cwd: folder, workflows: loadWorkflows(), ...(onReady && { onReady }) }
        return runCli([...words, '--addr', gateway.sandbox.url], scene)
      }
      await work({ gateway, folder, run })
    },
    intercept ? { intercept } : {},
  )
  rmSync(folder, { recursive: true })
}

export const runIds = ({ folder }: Desk): string[] => readdirSync(join(folder, '.keelson', 'runs')).sort()

/** Refuses the write with this number, from 1, while armed. */
export function failingAt(number: number): { intercept: Intercept; arm(): void } {
  let [armed, count] = [false, 0]
  return {
    arm: () => {
      armed = true
    },
    intercept: ({ method, path }) =>
      armed && method !== 'GET' && !path.startsWith('/schemas/') && ++count === number
        ? { status: 400, body: { message: 'no' } }
        : undefined,
  }
}
