import { createHash, createPrivateKey, createPublicKey, type KeyObject, X509Certificate } from 'node:crypto'
import type { EntityRule, FieldRule } from '../schema/field.ts'
import { isReference } from '../schema/validate.ts'
import { isRow, type Row, type Value } from '../schema/value.ts'

// What OpenSSL 3 says when it cannot read a text at all (certificates-snis #4 and #5).
const BAD_CERTIFICATE =
  'invalid certificate: x509.new: error:680008E:asn1 encoding routines:asn1_d2i_read_bio:not enough data:crypto/asn1/a_d2i_fp.c:155:'
const BAD_KEY =
  'invalid key: pkey.new:load_key: error:1E08010C:DECODER routines:OSSL_DECODER_from_bio:unsupported:crypto/encode_decode/decoder_lib.c:103:'

function attempt<T>(make: () => T): T | undefined {
  try {
    return make()
  } catch {
    return undefined
  }
}

const text = (value: Value | undefined): string => (typeof value === 'string' ? value : '')
const readCertificate = (pem: Value | undefined) => attempt(() => new X509Certificate(text(pem)))
const readPrivateKey = (pem: Value | undefined) => attempt(() => createPrivateKey(text(pem)))

/** `cert`: an X.509 certificate in PEM. */
export const certificate: FieldRule = (value) => (readCertificate(value) ? undefined : BAD_CERTIFICATE)

/** `key`: a private key in PEM. */
export const privateKey: FieldRule = (value) => (readPrivateKey(value) ? undefined : BAD_KEY)

/** `rsa_public_key` of a JWT credential (credentials #152). */
export const publicKey: FieldRule = (value) => (attempt(() => createPublicKey(text(value))) ? undefined : 'invalid key')

/** A certificate and its key belong together (certificates-snis #3). */
export function keyMatches(certificateField: string, keyField: string): EntityRule {
  return (entity) => {
    const pair = [entity[certificateField], entity[keyField]]
    if (pair.some((value) => (value ?? null) === null || isReference(value))) return undefined
    const [cert, key] = [readCertificate(pair[0]), readPrivateKey(pair[1])]
    if (!cert || !key || cert.checkPrivateKey(key)) return undefined
    return { texts: ['certificate does not match key'] }
  }
}

const keyKind = (cert: X509Certificate | undefined): string | undefined => {
  const key: KeyObject | undefined = cert && attempt(() => cert.publicKey)
  return key?.asymmetricKeyType
}

/** A second certificate is of another key type (certificates-snis #15). */
export const differentKinds: EntityRule = (entity) => {
  const kinds = [entity.cert, entity.cert_alt].map((pem) => keyKind(readCertificate(pem)))
  if (kinds[0] === undefined || kinds[0] !== kinds[1]) return undefined
  const text =
    'certificate and alternative certificate need to have different type (e.g. RSA and ECDSA), the provided certificates were both of the same type'
  return { texts: [text] }
}

/** A CA certificate is one certificate, a CA, and not expired (certificates-snis #61, #62). */
export const authority: EntityRule = (entity) => {
  const pem = text(entity.cert)
  if (pem.split('-----BEGIN CERTIFICATE-----').length > 2)
    return { texts: ['please submit only one certificate at a time'] }
  const cert = readCertificate(pem)
  if (!cert) return undefined
  if (new Date(cert.validTo).getTime() < Date.now()) {
    return { texts: ['certificate expired, "Not After" time is in the past'] }
  }
  if (cert.ca) return undefined
  return { texts: ['certificate does not appear to be a CA because it is missing the "CA" basic constraint'] }
}

/** SHA-256 of a certificate's DER form, in hex, as `cert_digest` holds it; null when it is no certificate. */
export function certificateDigest(pem: Value | undefined): string | null {
  const cert = readCertificate(pem)
  return cert ? createHash('sha256').update(cert.raw).digest('hex') : null
}

/** A key's PEM parts can be loaded (vaults-keys #34). */
export const pemPair: FieldRule = (value) => {
  if (!isRow(value)) return undefined
  const bad = (field: string, read: (pem: string) => unknown) => {
    const pem = value[field] ?? null
    return pem !== null && !isReference(pem) && !attempt(() => read(text(pem)))
  }
  if (bad('public_key', createPublicKey)) return 'could not load public key'
  return bad('private_key', createPrivateKey) ? 'could not load private key' : undefined
}

/** A JWK is a key whose `kid` is the entity's (vaults-keys #29, #38). */
export const jwkMatches: EntityRule = (entity) => {
  const jwk = entity.jwk ?? null
  if (jwk === null || isReference(jwk)) return undefined
  const parsed: unknown = attempt(() => JSON.parse(text(jwk)))
  if (!isRow(parsed)) return { texts: ['could not json decode jwk string'] }
  if (parsed.kid !== entity.kid) return { texts: ['kid in jwk.kid must be equal to keys.kid'] }
  return attempt(() => createPublicKey({ key: parsed as Row as never, format: 'jwk' }))
    ? undefined
    : { texts: ['could not load JWK'] }
}
