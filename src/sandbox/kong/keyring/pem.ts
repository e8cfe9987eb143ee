import { createPrivateKey, createPublicKey, type KeyObject } from 'node:crypto'
import { readFileSync } from 'node:fs'

/** Settings of the keyring that name a key: a path, the PEM text itself, or that in base64 (Kong Enterprise, documents). */
export interface KeySettings {
  publicKey?: string
  privateKey?: string
  recoveryPublicKey?: string
}

/** The RSA keys that an export is wrapped with and opened by. */
export interface Custody {
  publicKey?: KeyObject
  privateKey?: KeyObject
}

/** Reads the public half of an RSA key from a setting. Throws when there is none. */
export const readPublicKey = (setting: string): KeyObject => parseKey(pemOf(setting), createPublicKey)

/** Reads a private RSA key from a setting. Throws when there is none. */
export const readPrivateKey = (setting: string): KeyObject => parsePrivateKey(pemOf(setting))

/** Reads a private RSA key from PEM text. Throws when it is none. */
export const parsePrivateKey = (pem: string): KeyObject => parseKey(pem, createPrivateKey)

function parseKey(pem: string, create: (pem: string) => KeyObject): KeyObject {
  try {
    const key = create(pem)
    if (key.asymmetricKeyType === 'rsa') return key
  } catch {}
  throw new Error('a key of the keyring is no RSA key in PEM form')
}

function pemOf(setting: string): string {
  if (isPem(setting)) return setting
  const decoded = Buffer.from(setting, 'base64').toString()
  return isPem(decoded) ? decoded : readFileSync(setting, 'utf8')
}

const isPem = (text: string): boolean => text.trimStart().startsWith('-----BEGIN ')
