import { spawnSync } from 'node:child_process'
import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { armor, Decrypter, Encrypter } from 'age-encryption'
import { describe, expect, it } from 'vitest'
import { passphraseIdentity, passphraseRecipient } from '../../../src/backups/passphrase.ts'
import { openText, seal } from '../../../src/backups/seal.ts'
import { Secret } from '../../../src/model/secret.ts'

// Made by age-keygen 1.2.1 for this test.
const IDENTITY = 'AGE-SECRET-KEY-1F23PDSZ8KUUC7HT3PJX2NV7P9EYTXU29ZYLGFYD76TQU2T6L25JQ43PTZ6'
const RECIPIENT = 'age1zznknmz3zyyzh652s7z040h4ytvdgks04klxahuxa2hdu2ynv3hqdugcmc'
const OTHER = 'AGE-SECRET-KEY-1GVMU7M36AA5RG7T2LHK3F032P9RW4DQC6289QW9Q89YJQ6G3EJ2QR9YCS0'

// Made by the age tool 1.2.1: age -a -r RECIPIENT.
const BY_AGE = `-----BEGIN AGE ENCRYPTED FILE-----
YWdlLWVuY3J5cHRpb24ub3JnL3YxCi0+IFgyNTUxOSA2WDR1ekpIdGxRZFpOR0VZ
OE5iQzk0Mi81b3NyUm5zQ0JaWnA3RnhKejM0CjFZMVZhdlp4VVRiWHdBcitvbEE1
Y1Nyd3hqaWFoemVQSy9LYVg4cTJ4NFkKLS0tIE9IR3hWZzVMZUFUVVJUSGtvK0x0
YUxrNFExT005d24zRGRGaVMzcEw5WkkK+IthjDoydJaFuisGIL237Q0uHNJ4uuiO
+G8uxGEIHebN0IHLB7mTwDRiE75L2cIw/T45hrw=
-----END AGE ENCRYPTED FILE-----
`

const identities = (text: string) => ({ identities: new Secret(`# made for a test\n\n${text}\n`) })
/** From filippo.io/age; not everywhere. */
const AGE = 'age'
const hasAge = spawnSync(AGE, ['--version']).status === 0

describe('sealing', () => {
  it('is opened by any of several recipients, and looks like an age file', async () => {
    const sealed = await seal('grüße', { recipients: [RECIPIENT] })
    expect(sealed).toMatch(/^-----BEGIN AGE ENCRYPTED FILE-----\n/)
    expect(sealed).not.toContain('grüße')
    await expect(openText(Buffer.from(sealed), 'keys.age', undefined)).rejects.toThrow('keys.age is sealed')
    expect(await openText(Buffer.from('{}'), 'keys.json', undefined)).toBe('{}')
    expect(await openText(Buffer.from(sealed), 'keys.age', identities(`${OTHER}\n${IDENTITY}`))).toBe('grüße')
    const binary = armor.decode(sealed)
    await expect(openText(binary, 'keys.age', undefined)).rejects.toThrow('keys.age is sealed')
    expect(await openText(binary, 'keys.age', identities(IDENTITY))).toBe('grüße')
  })

  it('is that of the age tool', async () => {
    expect(await openText(Buffer.from(BY_AGE), 'keys.age', identities(IDENTITY))).toBe('made by the age tool\n')
  })

  it.skipIf(!hasAge)('is opened by the age tool, where that is installed', async () => {
    const file = join(mkdtempSync(join(tmpdir(), 'keelson-seal-')), 'identity.txt')
    writeFileSync(file, `${IDENTITY}\n`)
    const input = await seal('by Keelson', { recipients: [RECIPIENT] })
    expect(spawnSync(AGE, ['-d', '-i', file], { input, encoding: 'utf8' }).stdout).toBe('by Keelson')
  })

  it('says why it is not opened', async () => {
    const cut = BY_AGE.replace('+G8uxGEIHebN0IHLB7mTwDRiE75L2cIw/T45hrw=', '+G8uxGEIHebN0IHLB7mTwDRiE75L2cIw/T45hrx=')
    await expect(openText(Buffer.from(BY_AGE), 'keys.age', identities(OTHER))).rejects.toThrow(
      'none of the identities opens keys.age',
    )
    await expect(openText(Buffer.from(cut), 'keys.age', identities(IDENTITY))).rejects.toThrow('it was changed')
    await expect(openText(Buffer.from(BY_AGE), 'keys.age', identities('# none'))).rejects.toThrow(
      'holds no identities of age',
    )
    await expect(openText(Buffer.from(BY_AGE), 'keys.age', identities('x'))).rejects.toThrow(
      'holds no identities of age',
    )
    const wrong = { passphrase: new Secret('none') }
    await expect(openText(Buffer.from(BY_AGE), 'keys.age', wrong)).rejects.toThrow(
      'the passphrase does not open keys.age',
    )
  })

  it('takes no identity for a recipient, and does not show it', async () => {
    const refused = seal('x', { recipients: [IDENTITY] })
    await expect(refused).rejects.toThrow('the value given is no recipient of age')
  })

  it('goes by passphrase in the way of the library, both ways', async () => {
    const encrypter = new Encrypter()
    encrypter.addRecipient(passphraseRecipient('open sesame', 10))
    const theirs = new Decrypter()
    theirs.addPassphrase('open sesame')
    expect(await theirs.decrypt(await encrypter.encrypt('by Keelson'), 'text')).toBe('by Keelson')
    const other = new Encrypter()
    other.setPassphrase('open sesame')
    other.setScryptWorkFactor(10)
    const file = await other.encrypt('by the library')
    expect(await openText(file, 'keys.age', { passphrase: new Secret('open sesame') })).toBe('by the library')
    await expect(openText(file, 'keys.age', { passphrase: new Secret('open sesam') })).rejects.toThrow(
      'does not open keys.age',
    )
  })

  it('spends no more on a passphrase than a file may ask for', async () => {
    const identity = passphraseIdentity('x')
    const body = new Uint8Array(32)
    const stanza = (work: string) => ({ args: ['scrypt', 'AAAAAAAAAAAAAAAAAAAAAA', work], body })
    for (const work of ['21', '0', '-1', 'x', '']) expect(await identity.unwrapFileKey([stanza(work)])).toBeNull()
    expect(await identity.unwrapFileKey([stanza('10'), stanza('10')])).toBeNull()
  })
})
