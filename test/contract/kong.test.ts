import { readFileSync } from 'node:fs'
import { startSandbox } from '../../src/sandbox/kong/server.ts'
import { certificate, key } from '../unit/http/test-certificate.ts'
import { contract } from './contract.ts'

/** Puts a PEM text where a placeholder line stands, as deep as that line. */
const fill = (text: string, placeholder: string, pem: string): string =>
  text.replace(new RegExp(`^( *)${placeholder}$`, 'gm'), (_, indent) => pem.trim().replace(/^/gm, indent))

const template = readFileSync(new URL('./kong.yaml', import.meta.url), 'utf8')
const everything = fill(fill(template, 'CERTIFICATE', certificate), 'PRIVATE-KEY', key)

const changed = everything
  .replaceAll('tags: [kept]', 'tags: [kept, changed]')
  .replace('host: orders.internal', 'host: orders-2.internal')
  .replace('minute: 60', 'minute: 61')
  .replace('weight: 10', 'weight: 20')
  .replace('group: readers', 'group: writers')
  .replace('name: tcp-in', 'name: tcp-renamed')

contract('Kong Gateway', {
  everything,
  changed,
  oneWay: ['basicauth_credentials'],
  open: async () => {
    const sandbox = await startSandbox({ port: 0 })
    const connection = {
      provider: 'kong',
      addr: sandbox.url,
      headers: {},
      parallelism: 8,
      timeout: 10,
      tls: {},
    } as const
    return { connection, close: () => sandbox.close(), requests: () => ({ ...sandbox.requests }) }
  },
})
