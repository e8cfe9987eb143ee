import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, utimesSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { parseAllDocuments } from 'yaml'
import { makeShims, runScript, surroundings } from './ci/run-jobs.ts'
import { isBuilt } from './cli/program.ts'
import { withGateway } from './support/kong-sync.ts'
import { serveProgram } from './support/served-program.ts'

// The backup of examples/ci/kubernetes is run as it stands there.

const root = fileURLToPath(new URL('..', import.meta.url))
let base = ''
let stopService: () => Promise<void>

beforeAll(async () => {
  base = mkdtempSync(join(tmpdir(), 'keelson-ci-backup-'))
  const bin = join(base, 'bin')
  makeShims(bin, join(bin, 'keelson'))
  stopService = await serveProgram(join(bin, 'keelson'))
})
afterAll(async () => {
  await stopService()
  rmSync(base, { recursive: true })
})

describe.skipIf(!isBuilt)('the backup in Kubernetes', { timeout: 60_000 }, () => {
  const documents = parseAllDocuments(readFileSync(join(root, 'examples/ci/kubernetes/backup.yaml'), 'utf8'))
  const job = documents.map((each) => each.toJS()).find(({ kind }) => kind === 'CronJob')
  const { containers, ...pod } = job.spec.jobTemplate.spec.template.spec
  const [container] = containers

  async function run(address: string, folder: string) {
    expect(container.command).toEqual(['/bin/sh', '-euc'])
    const env = { ...surroundings({ base, cwd: base }), BACKUPS: folder, KEELSON_ADDR: address, HOME: '/nonexistent' }
    return runScript(`exec /bin/sh -euc '${container.args[0].replaceAll("'", `'\\''`)}'`, '/', env)
  }

  it('writes nothing but its volume, and has no rights that it does not need', () => {
    expect(pod).toMatchObject({
      automountServiceAccountToken: false,
      securityContext: { runAsNonRoot: true, seccompProfile: { type: 'RuntimeDefault' } },
    })
    expect(container.securityContext).toEqual({
      allowPrivilegeEscalation: false,
      readOnlyRootFilesystem: true,
      capabilities: { drop: ['ALL'] },
    })
    expect(container.envFrom).toEqual([{ secretRef: { name: 'keelson-backup' } }])
    expect(container.volumeMounts).toEqual([
      { name: 'backups', mountPath: container.env.find(({ name }: { name: string }) => name === 'BACKUPS').value },
    ])
  })

  it('keeps all workspaces, which can be put back, and drops what is old', () =>
    withGateway(
      async (gateway) => {
        await gateway.make('/workspaces', { name: 'sales' })
        await gateway.make('/sales/services', { name: 'orders', host: 'h' })
        const folder = mkdtempSync(join(base, 'backups-'))
        for (const [name, days] of [
          ['2020-01-01T00-00-00Z', 40],
          ['2026-01-01T00-00-00Z', 20],
          ['cut.part', 3],
          ['else', 99],
        ] as const) {
          mkdirSync(join(folder, name))
          utimesSync(join(folder, name), 0, Date.now() / 1000 - days * 86_400)
        }
        expect(await run(gateway.sandbox.url, folder)).toMatchObject({ code: 0 })
        const [made = '', ...kept] = readdirSync(folder)
          .filter((name) => name !== '2026-01-01T00-00-00Z')
          .sort()
        expect([made, kept]).toEqual([expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d-\d\d-\d\dZ$/), ['else']])
        expect(readdirSync(join(folder, made)).sort()).toEqual(['default.yaml', 'manifest.json', 'sales.yaml'])
        expect(statSync(join(folder, made, 'sales.yaml')).mode & 0o777).toBe(0o600)
        const before = await gateway.list('/sales/services')
        await gateway.request('DELETE', '/sales/services/orders')
        const env = {
          ...surroundings({ base, cwd: base }),
          KEELSON_ADDR: gateway.sandbox.url,
          KEELSON_STORE: join(base, 'store'),
        }
        expect(await runScript(`keelson sync --all-workspaces --yes ${join(folder, made)}`, base, env)).toMatchObject({
          code: 0,
        })
        expect((await gateway.list('/sales/services')).map(({ id, name }) => [id, name])).toEqual(
          before.map(({ id, name }) => [id, name]),
        )
      },
      { edition: 'enterprise' },
    ))

  it('leaves no backup that is not whole', async () => {
    const folder = mkdtempSync(join(base, 'backups-'))
    const { code } = await run('http://127.0.0.1:9', folder)
    expect(code).not.toBe(0)
    expect(readdirSync(folder).filter((name) => name.endsWith('Z'))).toEqual([])
  })
})
