import { constants, type KeyObject, privateDecrypt, publicEncrypt, randomBytes } from 'node:crypto'
import { decrypt, encrypt, type Key } from './cipher.ts'

const PADDING = { padding: constants.RSA_PKCS1_OAEP_PADDING, oaepHash: 'sha256' }

/**
 * Wraps keys for whoever holds the private half of an RSA key: encrypted with a random symmetric key, that one with
 * the RSA key, both in a base64 text (the form that the documents show: `k`, `d` and `n` of a JSON object).
 */
export function wrapKeys(publicKey: KeyObject, keys: readonly Key[]): string {
  const symmetric = randomBytes(32)
  const plain = JSON.stringify(keys.map(({ id, material }) => ({ id, key: material.toString('base64') })))
  const { nonce, data } = encrypt(symmetric, Buffer.from(plain))
  const wrapped = publicEncrypt({ key: publicKey, ...PADDING }, symmetric)
  const parts = { k: wrapped.toString('base64'), d: data.toString('base64'), n: nonce.toString('base64') }
  return Buffer.from(JSON.stringify(parts)).toString('base64')
}

/** Gives the keys of an envelope; undefined when it is damaged or made for another RSA key. */
export function unwrapKeys(privateKey: KeyObject, envelope: string): Key[] | undefined {
  try {
    const { k, d, n } = JSON.parse(bytesOf(envelope).toString()) as Record<'k' | 'd' | 'n', string>
    const symmetric = privateDecrypt({ key: privateKey, ...PADDING }, bytesOf(k))
    const plain = decrypt(symmetric, bytesOf(n), bytesOf(d)).toString()
    const keys = JSON.parse(plain) as { id: string; key: string }[]
    return keys.map(({ id, key }) => ({ id, material: bytesOf(key) }))
  } catch {
    return undefined
  }
}

const bytesOf = (text: string): Buffer => Buffer.from(text, 'base64')
