import { Failure } from '../../http/failure.ts'
import type { KeyringPort, KeyringState, Recovery } from '../../model/keyring.ts'
import type { Target } from '../../model/provider.ts'
import { Secret } from '../../model/secret.ts'
import type { Fields, Value } from '../../model/value.ts'
import { idsIn, switchIn, textIn } from './keyring-answers.ts'
import { inside } from './session/describe.ts'
import type { Gateway } from './session/gateway.ts'
import { readList } from './session/pages.ts'
import { baseOf, entityPath } from './session/paths.ts'
import { kindByName } from './shape/sections.ts'

/** What a gateway says to `GET /keyring` when its keyring is off; in no document, so that all of these count. */
const OFF = [400, 404, 405, 501]

/** Failures must quote nothing that could be a key: POST /keyring/generate answers with the raw one (documents). */
const GUARDED = { guarded: true } as const

/** Kong Enterprise has a keyring, but only where there is a database to encrypt. */
export const hasKeyring = ({ edition, database }: Target): boolean => edition === 'enterprise' && database !== 'off'

/**
 * The keyring of Kong Enterprise by its Admin API. All of it rests on documents, which disagree in places: every status of
 * success is taken, and bodies in several forms.
 */
export function kongKeyring(gateway: Gateway): KeyringPort {
  const { http } = gateway
  const post = async (path: string, body: Fields, more: { form?: boolean; repeatable?: boolean } = {}) =>
    (await http.post(`/keyring/${path}`, body, { ...GUARDED, ...more })).body as Value | undefined
  const read = (signal?: AbortSignal) => readKeyring(gateway, signal)
  const added = async (before: readonly string[]) => (await read()).ids.filter((id) => !before.includes(id))
  return {
    read,
    async generate(before) {
      const id = textIn(await post('generate', {}), 'id') ?? (await added(before))[0]
      return id ?? fail('generate', 'the answer does not say which key was made')
    },
    activate: async (id) => void (await post('activate', { key: id }, { repeatable: true })),
    remove: async (id) => void (await post('remove', { key: id })),
    async export() {
      const data = textIn(await post('export', {}, { repeatable: true }), 'data', 'key')
      return new Secret(data ?? fail('export', 'the answer holds no keys'))
    },
    import: async (exported) => void (await post('import', { data: exported }, { repeatable: true })),
    importRaw: async (id, key) => void (await post('import/raw', { id, data: key }, { repeatable: true })),
    async recover(privateKey, before): Promise<Recovery> {
      const body = await post('recover', { recovery_private_key: privateKey }, { form: true, repeatable: true })
      const recovered = idsIn(body, 'recovered') ?? (await added(before))
      return { recovered, missed: idsIn(body, 'not_recovered') ?? [] }
    },
    syncVault: async () => void (await post('vault/sync', {}, { repeatable: true })),
    readable: (workspace, kind, signal) => isReadable(gateway.within(workspace), kind, signal),
    workspaces: (signal) => workspaceNames(gateway, signal),
    async rewrite(kind, id, fields) {
      const row = kindByName.get(kind)
      if (row === undefined) throw new Error(`no kind ${kind}`)
      const path = `${await gateway.prefix()}${entityPath(row, id, fields)}`
      await http.patch(path, fields, { repeatable: true, guarded: true })
    },
  }
}

/** `GET /` shows the node's settings; what it does not show is found out by asking. */
async function readKeyring(gateway: Gateway, signal: AbortSignal | undefined): Promise<KeyringState> {
  const configuration = inside(await gateway.root(), 'configuration')
  const off: KeyringState = { enabled: false, ids: [] }
  if (switchIn(configuration, 'keyring_enabled') === false) return off
  const { status, body } = await gateway.http.get('/keyring', { ...GUARDED, accept: OFF, signal })
  if (status >= 400) return off
  const ids = idsIn(body as Value | undefined, 'ids', 'keys', 'data')
  if (ids === undefined) return fail('', 'the answer lists no keys')
  return { enabled: true, ids, ...told(configuration, textIn(body as Value | undefined, 'active')) }
}

function told(configuration: Fields, active: string | undefined): Partial<KeyringState> {
  const strategy = textIn(configuration, 'keyring_strategy')
  const known = Object.hasOwn(configuration, 'keyring_recovery_public_key')
  const recovery = textIn(configuration, 'keyring_recovery_public_key') !== undefined
  return {
    ...(strategy !== undefined && { strategy }),
    ...(known && { recovery }),
    ...(active !== undefined && { active }),
  }
}

/** Without the key the answer is a 500, after about 25 seconds (documents), which is long enough to ask but once. */
async function isReadable(gateway: Gateway, name: string, signal: AbortSignal | undefined): Promise<boolean> {
  const kind = kindByName.get(name)
  if (kind === undefined) return true
  const path = `${await baseOf(gateway, kind)}/${kind.endpoint.list ?? kind.endpoint.path}`
  const offsets = new Set<string>()
  for (let offset: string | undefined; ; ) {
    const query = { size: '1000', ...(offset !== undefined && { offset }) }
    const { status, body } = await gateway.http.get(path, { query, accept: [...OFF, 401, 403, 500], signal })
    if (status === 500) return false
    offset = textIn(body as Value | undefined, 'offset')
    if (offset === undefined || offsets.has(offset)) return true
    offsets.add(offset)
  }
}

async function workspaceNames({ http }: Gateway, signal: AbortSignal | undefined): Promise<string[]> {
  const list = await readList(http, '/workspaces', { optional: true, signal })
  const names = (list ?? []).map(({ name }) => name).filter((name) => typeof name === 'string')
  return names.length > 0 ? names : ['default']
}

function fail(path: string, reason: string): never {
  const url = `/keyring${path === '' ? '' : `/${path}`}`
  throw new Failure({ method: path === '' ? 'GET' : 'POST', url, reason })
}
