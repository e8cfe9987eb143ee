import { generateKeyPairSync } from 'node:crypto'
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { loadWorkflows } from '../../../src/cli/load-workflows.ts'
import type { KeyringOptions } from '../../../src/sandbox/kong/keyring/keyring.ts'
import { type Sandbox, type SandboxOptions, startSandbox } from '../../../src/sandbox/kong/server.ts'
import { LEAF, LEAF_KEY } from '../../unit/sandbox/pems.ts'
import { type Ran, runCli, type Scene } from '../fake-world.ts'

const rsaPair = () =>
  generateKeyPairSync('rsa', {
    modulusLength: 2048,
    publicKeyEncoding: { type: 'spki', format: 'pem' },
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
  })

/** RSA keys of a cluster and of whoever recovers it. */
export const custodian = rsaPair()
export const recoverer = rsaPair()

export const ALL: KeyringOptions = {
  publicKey: custodian.publicKey,
  privateKey: custodian.privateKey,
  recoveryPublicKey: recoverer.publicKey,
}

/** A gateway with a keyring that can be restarted, a folder, and Keelson at hand. */
export interface Desk {
  folder: string
  data: string
  sandbox: Sandbox
  /** Every request so far, `GET /keyring`. */
  requests: string[]
  path(name: string): string
  keelson(line: string, scene?: Scene): Promise<Ran>
  call(method: string, path: string, body?: object): Promise<Record<string, unknown>>
  restart(options?: Partial<SandboxOptions>): Promise<void>
  /** How the certificate's key stands in the data file. */
  stored(): Promise<string>
  close(): Promise<void>
}

/** Starts a gateway of the Enterprise edition. */
export async function openDesk(options: Partial<SandboxOptions> = {}): Promise<Desk> {
  const folder = mkdtempSync(join(tmpdir(), 'keelson-keyring-'))
  const data = join(folder, 'data.json')
  const requests: string[] = []
  const start = (more: Partial<SandboxOptions> = {}) => {
    const { intercept, ...rest } = { keyring: ALL, ...options, ...more }
    return startSandbox({
      data,
      edition: 'enterprise',
      ...rest,
      intercept: (request) => {
        requests.push(`${request.method} ${request.path}`)
        return intercept?.(request)
      },
    })
  }
  const desk: Desk = {
    folder,
    data,
    requests,
    sandbox: await start(),
    path: (name) => join(folder, name),
    keelson: (line, scene = {}) => {
      const env = { KEELSON_ADDR: desk.sandbox.url, ...scene.env }
      return runCli(line, { cwd: folder, workflows: loadWorkflows(), ...scene, env })
    },
    async call(method, path, body) {
      const init = body && { body: JSON.stringify(body), headers: { 'Content-Type': 'application/json' } }
      const answer = await fetch(desk.sandbox.url + path, { method, ...init })
      const text = await answer.text()
      return text === '' ? {} : JSON.parse(text)
    },
    async restart(more) {
      await desk.sandbox.close()
      desk.sandbox = await start(more)
    },
    async stored() {
      await desk.restart()
      const { rows } = JSON.parse(readFileSync(data, 'utf8')) as { rows: { certificates: { key: string }[] } }
      return rows.certificates[0]?.key ?? ''
    },
    close: () => desk.sandbox.close(),
  }
  return desk
}

/** Makes the first key and an encrypted certificate; gives the key as the gateway showed it. */
export async function fill(desk: Desk): Promise<{ id: string; key: string }> {
  const made = await desk.call('POST', '/keyring/generate')
  await desk.call('POST', '/certificates', { cert: LEAF, key: LEAF_KEY, snis: ['a.test'] })
  await desk.call('POST', '/services', { name: 'open', host: 'open.test' })
  writeFileSync(desk.path('recovery.pem'), recoverer.privateKey)
  return { id: String(made.id), key: String(made.key) }
}
