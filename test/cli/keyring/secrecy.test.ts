import { readFileSync, writeFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { readCustody } from '../../../src/workflow/keyring/keyring-custody.ts'
import { LEAF_KEY } from '../../unit/sandbox/pems.ts'
import type { Ran } from '../fake-world.ts'
import { custodian, type Desk, fill, openDesk, recoverer } from './desk.ts'

const PASSPHRASE = 'a passphrase for this test only'
const RAW = Buffer.alloc(32, 'k').toString('base64')

/** The lines of a PEM text, each of which would be a leak. */
const linesOf = (pem: string): string[] =>
  pem.split('\n').filter((line) => line.length > 20 && !line.startsWith('-----'))

const MATERIAL = [
  ...linesOf(custodian.privateKey),
  ...linesOf(recoverer.privateKey),
  ...linesOf(LEAF_KEY),
  PASSPHRASE,
  RAW,
  Buffer.from(RAW, 'base64').toString('hex'),
]

function expectNothing(line: string, ran: Ran, more: readonly string[] = []): void {
  const text = [ran.stdout, ran.stderr, ...ran.questions].join('\n')
  for (const secret of [...MATERIAL, ...more])
    expect(text.includes(secret), `${line} prints ${secret}:\n${text}`).toBe(false)
}

/** Every command, in every form of output. */
async function runAll(desk: Desk, id: string, forms: readonly string[], more: readonly string[] = []): Promise<void> {
  writeFileSync(desk.path('pass.txt'), PASSPHRASE)
  const scene = { stdin: RAW, env: { KEELSON_DEBUG: '1' } }
  let count = 0
  for (const form of forms) {
    const file = desk.path(`keys-${count++}.json`)
    const lines = [
      `keyring export -o ${file}`,
      `keyring status --expect ${file}`,
      `keyring import ${file} --activate ${id}`,
      `keyring import ${desk.path('recovery.pem')}`,
      `keyring generate -o ${file}.next --yes`,
      'keyring generate --recovery-configured --yes',
      'keyring import-raw --id rawkey00 --key-file -',
      `keyring recover --private-key ${desk.path('recovery.pem')} --activate ${id}`,
      `keyring recover --private-key ${desk.path('pass.txt')}`,
      'keyring activate rawkey00 --yes',
      `keyring activate ${id} --yes`,
      'keyring remove rawkey00 --confirm rawkey00 --yes',
      'keyring sync-vault --yes',
      `keyring rotate -o ${file}.rotated --yes`,
    ]
    for (const line of lines) expectNothing(line + form, await desk.keelson(line + form, scene), more)
  }
}

describe('key material', () => {
  it('is in nothing that any command prints', async () => {
    const desk = await openDesk()
    const { id, key } = await fill(desk)
    await runAll(desk, id, ['', ' --verbose', ' --verbose --output json'], [key])
    // The export is opaque, and stays in its file all the same.
    const data = String(readCustody(readFileSync(desk.path('keys-0.json'), 'utf8'), '-').data.reveal())
    await desk.restart()
    const line = `keyring import ${desk.path('keys-0.json')} --verbose`
    expectNothing(line, await desk.keelson(line), [data.slice(0, 60)])
    await desk.close()
  }, 60_000)

  const leak = `the key ${RAW} of ${recoverer.privateKey} with ${LEAF_KEY}`
  it.each<[string, number, object | string]>([
    ['a defect with the raw key', 500, { id: 'abcdefgh', key: RAW }],
    ['a message', 400, { message: leak }],
    ['an error by field', 400, { error: leak, fields: { key: RAW } }],
    ['a text', 400, leak],
    ['a success that is no JSON', 200, leak],
    ['a success in other words', 200, { key: RAW, data: { key: RAW }, ids: [{ key: RAW }], message: leak }],
    ['a page', 403, `<html>${leak}</html>`],
  ])(
    'is in no error when the gateway answers with %s',
    async (_name, status, body) => {
      let broken = false
      const desk = await openDesk({
        intercept: ({ path }) => (broken && path.startsWith('/keyring/') ? { status, body } : undefined),
      })
      const { id } = await fill(desk)
      broken = true
      await runAll(desk, id, [' --verbose'])
      await desk.close()
    },
    60_000,
  )
})
