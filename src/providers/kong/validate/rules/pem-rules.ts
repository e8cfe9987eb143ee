import { createPrivateKey, createPublicKey, type KeyObject, X509Certificate } from 'node:crypto'
import type { Fields, Value } from '../../../../model/value.ts'
import type { EntityRule, Objection } from './rule.ts'

/** Reads a text or gives undefined; vault references and unknown values are no texts to read. */
function readable(value: Value | undefined): value is string {
  return typeof value === 'string' && value !== '' && !value.startsWith('{vault://')
}

function attempt<T>(read: () => T): T | undefined {
  try {
    return read()
  } catch {
    return undefined
  }
}

function certificate(fields: Fields): Objection[] {
  const first = pair(fields, 'cert', 'key')
  const second = pair(fields, 'cert_alt', 'key_alt')
  const objections = [...first.objections, ...second.objections]
  const [type, other] = [first.cert?.publicKey.asymmetricKeyType, second.cert?.publicKey.asymmetricKeyType]
  if (objections.length > 0 || type === undefined || type !== other) return objections
  const reason = `holds a key of the same type as cert (${type})`
  return [{ path: ['cert_alt'], reason, hint: 'the second certificate is for clients that need another type of key' }]
}

function pair(fields: Fields, certField: string, keyField: string) {
  const objections: Objection[] = []
  const [certText, keyText] = [fields[certField], fields[keyField]]
  const cert = readable(certText) ? attempt(() => new X509Certificate(certText)) : undefined
  const key = readable(keyText) ? attempt(() => createPrivateKey(keyText)) : undefined
  if (readable(certText) && !cert)
    objections.push({ path: [certField], reason: 'is not a certificate in PEM', hint: PEM })
  if (readable(keyText) && !key) objections.push({ path: [keyField], reason: 'is not a private key in PEM', hint: PEM })
  if (cert && key && !cert.checkPrivateKey(key)) {
    objections.push({
      path: [keyField],
      reason: `does not belong to ${certField}`,
      hint: 'one of them is of another pair',
    })
  }
  return { cert, objections }
}

const PEM = 'lines from -----BEGIN … to -----END …, written as a block with "|"'

function caCertificate({ cert }: Fields): Objection[] {
  if (!readable(cert)) return []
  if (cert.split('-----BEGIN CERTIFICATE-----').length > 2) {
    return [{ path: ['cert'], reason: 'holds more than one certificate', hint: 'write an entry for each' }]
  }
  const read = attempt(() => new X509Certificate(cert))
  if (!read) return [{ path: ['cert'], reason: 'is not a certificate in PEM', hint: PEM }]
  if (!read.ca)
    return [{ path: ['cert'], reason: 'is not a certificate of an authority (CA)', hint: 'it lacks that constraint' }]
  const expired = Date.parse(read.validTo) < Date.now()
  const hint = 'Kong holds on to it, but takes no such certificate anew'
  return expired
    ? [{ path: ['cert'], code: 'expired', reason: `expired on ${read.validTo}`, hint, isWarning: true }]
    : []
}

const ASYMMETRIC = /^(RS|PS)\d+$|^EdDSA$/

function jwtKey({ algorithm, rsa_public_key: text }: Fields): Objection[] {
  const asked = typeof algorithm === 'string' && ASYMMETRIC.test(algorithm)
  if (!asked || !readable(text) || attempt(() => createPublicKey(text))) return []
  return [{ path: ['rsa_public_key'], reason: 'is not a public key in PEM', hint: PEM }]
}

function key(fields: Fields): Objection[] {
  return [...jwk(fields), ...pemKey(fields)]
}

function pemKey({ pem }: Fields): Objection[] {
  if (typeof pem !== 'object' || pem === null || Array.isArray(pem)) return []
  const { public_key: publicKey, private_key: privateKey } = pem as Fields
  const objections: Objection[] = []
  if (readable(publicKey) && !attempt(() => createPublicKey(publicKey))) {
    objections.push({ path: ['pem', 'public_key'], reason: 'is not a public key in PEM', hint: PEM })
  }
  if (readable(privateKey) && !attempt(() => createPrivateKey(privateKey))) {
    objections.push({ path: ['pem', 'private_key'], reason: 'is not a private key in PEM', hint: PEM })
  }
  return objections
}

function jwk({ jwk: text, kid }: Fields): Objection[] {
  if (!readable(text)) return []
  const parsed = attempt(() => JSON.parse(text) as unknown)
  if (typeof parsed !== 'object' || parsed === null) {
    return [{ path: ['jwk'], reason: 'is not a JSON object', hint: 'a JWK is written as JSON in one text' }]
  }
  const { kid: inner, kty } = parsed as { kid?: unknown; kty?: unknown }
  if (typeof kid === 'string' && inner !== kid) {
    return [{ path: ['jwk'], reason: 'has another "kid" than the key', hint: `kid and the "kid" in jwk must be equal` }]
  }
  const isKnown = kty === 'RSA' || kty === 'EC'
  const loaded: KeyObject | undefined = isKnown
    ? attempt(() => createPublicKey({ key: { ...parsed }, format: 'jwk' }))
    : undefined
  return isKnown && !loaded ? [{ path: ['jwk'], reason: `is not a usable ${kty} key` }] : []
}

/** Certificates and keys. Sources are transcripts of Kong 3.9.3 with the number of the exchange. */
export const pemRules: readonly EntityRule[] = [
  { kind: 'certificate', refuse: certificate, source: 'certificates-snis 3 to 5, 13, 15, 17' },
  // That an expired one is refused was seen when a state file was synced.
  { kind: 'ca-certificate', refuse: caCertificate, source: 'certificates-snis 59, 61, 62, 64' },
  { kind: 'jwt', refuse: jwtKey, source: 'credentials 151, 152, 154' },
  { kind: 'key', refuse: key, source: 'vaults-keys 28, 29, 32 to 34, 38, 39' },
]
