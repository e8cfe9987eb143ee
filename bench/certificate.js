import { createPrivateKey, createPublicKey, sign } from 'node:crypto'

const ED25519 = Buffer.from('06032b6570', 'hex')
const KEY_HEAD = Buffer.from('302e020100300506032b657004220420', 'hex')

/** One DER element; only what a small certificate needs. */
function der(tag, ...parts) {
  const body = Buffer.concat(parts)
  const { length } = body
  const size = length < 128 ? [length] : length < 256 ? [0x81, length] : [0x82, length >> 8, length & 255]
  return Buffer.concat([Buffer.from([tag, ...size]), body])
}

function pem(label, bytes) {
  const lines = bytes.toString('base64').match(/.{1,64}/g) ?? []
  return `-----BEGIN ${label}-----\n${lines.join('\n')}\n-----END ${label}-----\n`
}

/**
 * Makes a self-signed certificate with its Ed25519 key, both as PEM, from a repeatable source.
 * @param {{hex: (length: number) => string}} random
 * @param {string} name the common name
 */
export function makeCertificate(random, name) {
  const keyBytes = Buffer.concat([KEY_HEAD, Buffer.from(random.hex(64), 'hex')])
  const key = createPrivateKey({ key: keyBytes, format: 'der', type: 'pkcs8' })
  const algorithm = der(0x30, ED25519)
  const commonName = der(0x30, Buffer.from('0603550403', 'hex'), der(0x0c, Buffer.from(name)))
  const subject = der(0x30, der(0x31, commonName))
  const dates = der(0x30, der(0x17, Buffer.from('200101000000Z')), der(0x17, Buffer.from('491231235959Z')))
  const serial = der(0x02, Buffer.from(`01${random.hex(14)}`, 'hex'))
  const version = der(0xa0, der(0x02, Buffer.from([2])))
  const publicKey = createPublicKey(key).export({ format: 'der', type: 'spki' })
  const content = der(0x30, version, serial, algorithm, subject, dates, subject, publicKey)
  const signature = der(0x03, Buffer.from([0]), sign(null, content, key))
  return { cert: pem('CERTIFICATE', der(0x30, content, algorithm, signature)), key: pem('PRIVATE KEY', keyBytes) }
}
