import { type Answer, created, type Endpoint, type Exchange, noContent, ok } from '../api/exchange.ts'
import { Refusal } from '../refusal.ts'
import type { Row } from '../schema/value.ts'
import { unwrapKeys, wrapKeys } from './envelope.ts'
import { type Custody, parsePrivateKey } from './pem.ts'
import type { Ring } from './ring.ts'

/** What the endpoints work on. */
export interface Setup {
  ring: Ring
  custody: Custody
  /** Whether a recovery key is configured. */
  recovers: boolean
  /** With the strategy `vault`: reads the keys again. */
  syncVault?: () => void
}

const KEY_BYTES = 32

/** The Keyring API of Kong Enterprise (documents). Its errors are in no document: status and text are this sandbox's own. */
const TABLE: readonly [method: 'GET' | 'POST', path: string, handler: (setup: Setup, x: Exchange) => Answer][] = [
  ['GET', '/keyring', ({ ring }) => ok({ ids: ring.ids(), ...(ring.active !== undefined && { active: ring.active }) })],
  ['GET', '/keyring/active', ({ ring }) => ok({ id: ring.active ?? refuse(404, 'no key is active') })],
  ['POST', '/keyring/generate', generate],
  ['POST', '/keyring/activate', activate],
  ['POST', '/keyring/remove', remove],
  ['POST', '/keyring/export', exportKeys],
  ['POST', '/keyring/import', importKeys],
  ['POST', '/keyring/import/raw', importRaw],
  ['POST', '/keyring/recover', recover],
  ['POST', '/keyring/vault/sync', syncVault],
]

/** The endpoints; without a setup each says that there is no keyring. */
export function keyringEndpoints(setup: Setup | undefined): Endpoint[] {
  return TABLE.map(([method, path, handler]) => ({
    path,
    methods: { [method]: (x: Exchange) => handler(ready(setup, method, path), x) },
  }))
}

/** Keys of a vault are looked at here, and changed there. */
function ready(setup: Setup | undefined, method: string, path: string): Setup {
  if (setup === undefined) return refuse(400, 'the keyring is not enabled')
  if (setup.syncVault && method === 'POST' && path !== '/keyring/vault/sync') return otherStrategy('cluster')
  return setup
}

function syncVault({ syncVault: sync }: Setup): Answer {
  if (sync === undefined) return otherStrategy('vault')
  sync()
  return noContent
}

const otherStrategy = (strategy: string): never =>
  refuse(400, `this endpoint is only available with the ${strategy} keyring strategy`)

function generate({ ring }: Setup, x: Exchange): Answer {
  const { id, material } = ring.generate()
  x.gateway.store.changed()
  return created({ id, key: material.toString('base64') })
}

function activate({ ring }: Setup, { body }: Exchange): Answer {
  const id = text(body, 'key')
  return ring.activate(id) ? noContent : refuse(404, `there is no key ${id}`)
}

function remove({ ring }: Setup, { body }: Exchange): Answer {
  const id = text(body, 'key')
  if (ring.get(id) === undefined) return refuse(404, `there is no key ${id}`)
  if (id === ring.active) return refuse(400, 'the active key cannot be removed')
  ring.remove(id)
  return noContent
}

function exportKeys({ ring, custody }: Setup): Answer {
  if (!custody.publicKey || !custody.privateKey) return needCustody()
  return ok({ data: wrapKeys(custody.publicKey, ring.keys()) })
}

function importKeys({ ring, custody }: Setup, x: Exchange): Answer {
  if (!custody.publicKey || !custody.privateKey) return needCustody()
  // A plus sign that a form left bare has become a space.
  const keys = unwrapKeys(custody.privateKey, text(x.body, 'data').replaceAll(' ', '+'))
  if (keys === undefined) return refuse(400, 'the data cannot be decrypted with the private key of the keyring')
  for (const key of keys) ring.add(key)
  x.gateway.store.changed()
  return { status: 201 }
}

function importRaw({ ring, custody }: Setup, x: Exchange): Answer {
  if (!custody.publicKey || !custody.privateKey) return needCustody()
  const id = text(x.body, 'id')
  const material = Buffer.from(text(x.body, 'data').replaceAll(' ', '+'), 'base64')
  if (!/^[A-Za-z0-9]{8}$/.test(id)) return refuse(400, 'the id of a key has 8 letters and digits')
  if (material.length !== KEY_BYTES) return refuse(400, `a key has ${KEY_BYTES} bytes`)
  if (ring.get(id)?.material.equals(material) === false) return refuse(409, `there is another key ${id}`)
  ring.add({ id, material })
  x.gateway.store.changed()
  return { status: 201 }
}

function recover({ ring, recovers }: Setup, { body }: Exchange): Answer {
  if (!recovers) return refuse(400, 'this endpoint is only available when keyring_recovery_public_key is set')
  const { recovered, missed } = ring.recover(privateKeyOf(text(body, 'recovery_private_key')))
  return ok({ message: `successfully recovered ${recovered.length} keys`, recovered, not_recovered: missed })
}

function privateKeyOf(pem: string) {
  try {
    return parsePrivateKey(pem)
  } catch {
    return refuse(400, 'recovery_private_key is no private RSA key')
  }
}

function text(body: Row, name: string): string {
  const value = body[name]
  return typeof value === 'string' && value !== '' ? value : refuse(400, `${name} is missing`)
}

const needCustody = (): never =>
  refuse(400, 'this endpoint is only available when keyring_public_key and keyring_private_key are set')

function refuse(status: number, message: string): never {
  throw new Refusal(status, { message })
}
