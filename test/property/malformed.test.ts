import { mkdtempSync, writeFileSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { loadWorkflows } from '../../src/cli/load-workflows.ts'
import { runCli } from '../cli/fake-world.ts'

const folder = mkdtempSync(join(tmpdir(), 'keelson-malformed-'))
let server: Server
let requests = 0

beforeAll(async () => {
  server = createServer((_, response) => {
    requests++
    response.end('{}')
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
})
afterAll(() => void server.close())

const HEAD = '_format_version: "3.0"\n'
const service = (fields: string): string => `${HEAD}services:\n- name: s\n  host: h\n${fields}\n`
const bytes = (text: string): Buffer => Buffer.from(text)

/** Every input is broken for sure; the number varies how and where. */
const BROKEN: Record<string, (n: number) => Buffer> = {
  'truncated in a quoted text': (n) => bytes(service(`  path: "/${'a'.repeat(n)}`)),
  'truncated in a flow list': (n) => bytes(service(`  tags: [${'a, '.repeat((n % 50) + 1)}`)),
  'wrong type of a field': (n) => bytes(service(`  ${['port', 'retries', 'read_timeout'][n % 3]}: [${n}]`)),
  'wrong type of a section': (n) => bytes(`${HEAD}${['services', 'routes', 'plugins', 'consumers'][n % 4]}: ${n}`),
  'number that no gateway holds': (n) => bytes(service(`  retries: 9${'9'.repeat(17 + (n % 300))}`)),
  'number out of bounds': (n) => bytes(service(`  port: ${65536 + n}`)),
  'circle of anchors': (n) => bytes(`${HEAD}services: &a${n}\n- *a${n}`),
  'alias bomb': (n) =>
    bytes(
      `${HEAD}a0: &a0 [x, x, x]\n${Array.from({ length: 12 + (n % 20) }, (_, i) => `a${i + 1}: &a${i + 1} [*a${i}, *a${i}, *a${i}, *a${i}, *a${i}, *a${i}, *a${i}, *a${i}]`).join('\n')}`,
    ),
  binary: (n) => Buffer.concat([bytes(HEAD), Buffer.from([0, 1, 2, n % 256, 255])]),
  'deep nesting': (n) => bytes(`${HEAD}services: ${'['.repeat(5000 + n)}`),
  'UTF-16': (n) => Buffer.from(`\uFEFF${service(`  retries: ${n % 10}`)}`, 'utf16le'),
  'invalid UTF-8': (n) => Buffer.concat([bytes(service(`  retries: ${n % 10}`)), Buffer.from([0x23, 0xc3, 0x28])]),
  'duplicate key': (n) => bytes(service(`  port: ${n}\n  port: ${n + 1}`)),
  'tab as indentation': (n) => bytes(service(`\tretries: ${n}`)),
  'second document': (n) => bytes(`${service('')}---\n${service(`  retries: ${n % 10}`)}`),
  'broken JSON': (n) => bytes(`{"_format_version": "3.0", "services": [{"name": "s${n}", "host": }]}`),
  'JSON with a repeated key': (n) =>
    bytes(`{"_format_version": "3.0", "services": [{"name": "s", "host": "h${n}", "host": "i"}]}`),
  'placeholder as structure': (n) => bytes(`${HEAD}\${{ env "DECK_S${n}" }}:\n- name: s`),
  'variable that is not set': (n) => bytes(service(`  path: \${{ env "KEELSON_NOT_SET_${n}" }}`)),
  'old format': (n) => bytes(`_format_version: "${n % 3}.1"\nservices: []`),
  'dangling reference': (n) => bytes(`${HEAD}routes:\n- name: r\n  paths: [/]\n  service: {name: nobody-${n}}`),
}

describe('malformed state files', () => {
  it('end with exit 3 and a message with a place: no stack trace, no request, no hang', async () => {
    const workflows = loadWorkflows()
    const addr = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
    const kinds = Object.keys(BROKEN)
    let run = 0
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...kinds), fc.nat(999), async (kind, n) => {
        const file = join(folder, `${run++}.${kind.includes('JSON') ? 'json' : 'yaml'}`)
        writeFileSync(file, BROKEN[kind]?.(n) ?? '')
        const ran = await runCli(['sync', file, '--addr', addr, '--yes'], { workflows })
        expect([kind, ran.code, ran.stdout], ran.stderr).toEqual([kind, 3, ''])
        expect(ran.stderr).toMatch(new RegExp(`^${file}(:\\d+:\\d+)?  error  `, 'm'))
        expect(ran.stderr).not.toMatch(/^\s+at |node_modules|Error:/m)
      }),
      { numRuns: 150, seed: 3, examples: kinds.map((kind) => [kind, 1] as [string, number]) },
    )
    expect(requests).toBe(0)
  }, 60_000)
})
