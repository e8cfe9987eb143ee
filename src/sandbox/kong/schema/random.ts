import { randomBytes } from 'node:crypto'

const LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789'

/** A random key or secret as the gateway makes them: 32 letters and digits (credentials #5). */
export function randomSecret(): string {
  return Array.from(randomBytes(32), (byte) => LETTERS[byte % LETTERS.length]).join('')
}

/** A random default of one start, such as the session plugin's secret: 32 bytes in base64, 44 characters (plugins #88). */
export function randomDefault(): string {
  return randomBytes(32).toString('base64')
}
