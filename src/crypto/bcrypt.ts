import { timingSafeEqual } from 'node:crypto'
import { piWords } from './pi-words.ts'

const ALPHABET = './ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789'
const FORM = /^(\$2[aby]\$(\d\d)\$)([./A-Za-z0-9]{22})[./A-Za-z0-9]{31}$/
const TEXT = 'OrpheanBeholderScryDoubt'
const LONGEST_KEY = 72
const HASH_LENGTH = 23
const P_WORDS = 18

/** Tells whether a text has the form of a bcrypt hash. */
export function isBcrypt(text: string): boolean {
  return FORM.test(text)
}

/**
 * Tells whether a bcrypt hash was made of this text (Provos and Mazières 1999; the forms 2a, 2b and 2y of it are alike for
 * text without the old errors). Takes some 0.1 s at the usual cost. False for what is no such hash.
 */
export function matchesBcrypt(text: string, hash: string): boolean {
  const [, head, cost, salt] = FORM.exec(hash) ?? []
  if (head === undefined || salt === undefined) return false
  const made = Buffer.from(head + salt + hashOf(text, fromBase64(salt, 16), Number(cost)))
  const given = Buffer.from(hash)
  return made.length === given.length && timingSafeEqual(made, given)
}

/** Makes the bcrypt hash of a text. `salt`: 16 bytes; `cost`: the binary logarithm of the rounds, 4 to 31. */
export function bcrypt(text: string, salt: Uint8Array, cost: number): string {
  return `$2b$${String(cost).padStart(2, '0')}$${toBase64(salt)}${hashOf(text, salt, cost)}`
}

/** Blowfish's state: 18 round keys and four tables of 256 words, in one. */
interface Cipher {
  p: Int32Array
  s: Int32Array
}

function hashOf(text: string, salt: Uint8Array, cost: number): string {
  const key = Buffer.from(`${text}\0`).subarray(0, LONGEST_KEY)
  const cipher: Cipher = { p: piWords().slice(0, P_WORDS), s: piWords().slice(P_WORDS) }
  const [keyWords, saltWords] = [wordsOf(key), wordsOf(salt)]
  expand(cipher, keyWords, saltWords)
  for (let round = 2 ** cost; round > 0; round--) {
    expand(cipher, keyWords)
    expand(cipher, saltWords)
  }
  const block = Int32Array.from({ length: 6 }, (_, index) => Buffer.from(TEXT).readInt32BE(index * 4))
  for (let round = 0; round < 64; round++) for (let at = 0; at < 6; at += 2) encrypt(cipher, block, at)
  const bytes = Buffer.alloc(24)
  block.forEach((word, index) => {
    bytes.writeInt32BE(word, index * 4)
  })
  return toBase64(bytes.subarray(0, HASH_LENGTH))
}

/** Reads 18 words off bytes that repeat without end; a salt has four, which repeat by themselves. */
function wordsOf(bytes: Uint8Array): Int32Array {
  const byte = (at: number): number => bytes[at % bytes.length] ?? 0
  return Int32Array.from(
    { length: P_WORDS },
    (_, word) => (byte(word * 4) << 24) | (byte(word * 4 + 1) << 16) | (byte(word * 4 + 2) << 8) | byte(word * 4 + 3),
  )
}

/** Mixes a key into the state; with a salt, that too. */
function expand(cipher: Cipher, key: Int32Array, salt?: Int32Array): void {
  const { p, s } = cipher
  for (let index = 0; index < P_WORDS; index++) p[index] = (p[index] ?? 0) ^ (key[index] ?? 0)
  const block = new Int32Array(2)
  let at = 0
  for (const table of [p, s]) {
    for (let index = 0; index < table.length; index += 2) {
      if (salt) {
        block[0] = (block[0] ?? 0) ^ (salt[at] ?? 0)
        block[1] = (block[1] ?? 0) ^ (salt[at + 1] ?? 0)
        at = (at + 2) % 4
      }
      encrypt(cipher, block, 0)
      table.set(block, index)
    }
  }
}

/** Encrypts the two words at a place of a block. */
function encrypt({ p, s }: Cipher, block: Int32Array, at: number): void {
  let left = (block[at] ?? 0) ^ (p[0] ?? 0)
  let right = block[at + 1] ?? 0
  for (let round = 1; round <= 16; round += 2) {
    right ^= mixed(s, left) ^ (p[round] ?? 0)
    left ^= mixed(s, right) ^ (p[round + 1] ?? 0)
  }
  block[at] = right ^ (p[17] ?? 0)
  block[at + 1] = left
}

function mixed(s: Int32Array, word: number): number {
  const sum = (s[word >>> 24] ?? 0) + (s[256 + ((word >>> 16) & 255)] ?? 0)
  return ((sum ^ (s[512 + ((word >>> 8) & 255)] ?? 0)) + (s[768 + (word & 255)] ?? 0)) | 0
}

/** bcrypt's own base64: six bits a letter, no filling. */
function toBase64(bytes: Uint8Array): string {
  let bits = ''
  for (const byte of bytes) bits += byte.toString(2).padStart(8, '0')
  const groups = bits.match(/.{1,6}/g) ?? []
  return groups.map((group) => ALPHABET[Number.parseInt(group.padEnd(6, '0'), 2)]).join('')
}

function fromBase64(text: string, length: number): Uint8Array {
  const bits = [...text].map((letter) => ALPHABET.indexOf(letter).toString(2).padStart(6, '0')).join('')
  return Uint8Array.from({ length }, (_, index) => Number.parseInt(bits.slice(index * 8, index * 8 + 8), 2))
}
