import { describe, expect, it } from 'vitest'
import { bcrypt, isBcrypt, matchesBcrypt } from '../../../src/crypto/bcrypt.ts'

describe('bcrypt', () => {
  // From the test vectors of Openwall's crypt_blowfish, which are in the public domain.
  it.each([
    ['U*U', '$2a$05$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW'],
    ['U*U*', '$2a$05$CCCCCCCCCCCCCCCCCCCCC.VGOzA784oUp/Z0DY336zx7pLYAy0lwK'],
    ['U*U*U', '$2a$05$XXXXXXXXXXXXXXXXXXXXXOAcXxm9kjPGEMsLznoKqmqw7tc8WCx4a'],
    ['', '$2a$05$CCCCCCCCCCCCCCCCCCCCC.7uG0VCzI2bS7j6ymqJi9CdcdxiRTWNy'],
  ])('knows what %j was made into', (text, hash) => {
    expect(matchesBcrypt(text, hash)).toBe(true)
    expect(matchesBcrypt(`${text}x`, hash)).toBe(false)
  })

  it('makes hashes that it knows again, and takes nothing else for one', () => {
    const hash = bcrypt('ünïcode token', new Uint8Array(16).fill(7), 4)
    expect(hash).toMatch(/^\$2b\$04\$/)
    expect(isBcrypt(hash)).toBe(true)
    expect(matchesBcrypt('ünïcode token', hash)).toBe(true)
    expect(matchesBcrypt('other', hash)).toBe(false)
    expect(isBcrypt('$2b$04$short')).toBe(false)
    expect(matchesBcrypt('a', 'no hash')).toBe(false)
  })
})
