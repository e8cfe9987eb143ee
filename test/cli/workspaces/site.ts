import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { loadWorkflows } from '../../../src/cli/load-workflows.ts'
import { type Sandbox, type SandboxOptions, startSandbox } from '../../../src/sandbox/kong/server.ts'
import { type Ran, runCli, type Scene } from '../fake-world.ts'

/** An Enterprise gateway, a folder, and the command line. */
export interface Site {
  cwd: string
  sandbox: Sandbox
  /** Runs a command line; `@name` is a path in the folder. */
  keelson(line: string | string[], scene?: Scene): Promise<Ran>
  /** A request behind Keelson's back. */
  request(method: string, path: string, body?: object): Promise<Record<string, unknown>>
  /** What `name` gives for each entity of a list. */
  names(path: string): Promise<unknown[]>
  close(): Promise<void>
}

/** Opens an Enterprise site, or another one. With a `token` all requests carry it. */
export async function openSite(options: SandboxOptions = {}, token?: string): Promise<Site> {
  const sandbox = await startSandbox({ edition: 'enterprise', ...options })
  const cwd = mkdtempSync(join(tmpdir(), 'keelson-workspaces-'))
  const headers = token === undefined ? undefined : { 'Kong-Admin-Token': token }
  const request: Site['request'] = async (method, path, body) => {
    const sent = body && { body: JSON.stringify(body) }
    const answer = await fetch(sandbox.url + path, {
      method,
      headers: { ...headers, 'content-type': 'application/json' },
      ...sent,
    })
    const text = await answer.text()
    return { status: answer.status, ...(text === '' ? {} : JSON.parse(text)) }
  }
  return {
    cwd,
    sandbox,
    request,
    names: async (path) => ((await request('GET', path)).data as { name: unknown }[]).map(({ name }) => name).sort(),
    keelson: (line, scene) => {
      const words = typeof line === 'string' ? line.split(' ') : line
      const argv = words.map((word) => (word.startsWith('@') ? join(cwd, word.slice(1)) : word))
      const env = { KEELSON_ADDR: sandbox.url, ...scene?.env }
      return runCli(argv, { cwd, workflows: loadWorkflows(), ...scene, env })
    },
    close: () => sandbox.close(),
  }
}
