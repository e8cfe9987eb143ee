import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer, type Server } from 'node:https'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { connectHttp } from '../../../src/http/connect-http.ts'
import { Failure } from '../../../src/http/failure.ts'
import type { Connection } from '../../../src/model/settings.ts'
import { connectionTo } from './fake-server.ts'
import { certificate, key } from './test-certificate.ts'

const folder = mkdtempSync(join(tmpdir(), 'keelson-tls-'))
const caFile = join(folder, 'ca.pem')
const keyFile = join(folder, 'key.pem')
let server: Server
let url = ''

beforeAll(async () => {
  writeFileSync(caFile, certificate)
  writeFileSync(keyFile, key)
  const options = { cert: certificate, key, requestCert: true, rejectUnauthorized: false }
  server = createServer(options, (request, response) => {
    const subject = (
      request.socket as { getPeerCertificate?: () => { subject?: { CN?: string } } }
    ).getPeerCertificate?.()
    response.setHeader('content-type', 'application/json').end(JSON.stringify({ client: subject?.subject?.CN ?? null }))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  url = `https://127.0.0.1:${(server.address() as AddressInfo).port}`
})

afterAll(async () => {
  server.closeAllConnections()
  await new Promise((resolve) => server.close(resolve))
  rmSync(folder, { recursive: true })
})

async function ask(tls: Connection['tls']): Promise<unknown> {
  const http = connectHttp(connectionTo(url, { tls }), { emit: () => undefined })
  try {
    return (await http.get('/')).body
  } catch (error) {
    return error instanceof Failure ? `${error.facts.reason}; ${error.hint}` : error
  } finally {
    await http.close()
  }
}

describe('TLS', () => {
  it('refuses a server that nobody vouches for, with the way out', async () => {
    expect(await ask({})).toMatch(/not trusted; .*--ca-cert-file/)
  })

  it('refuses a certificate for another name, unless that name is given', async () => {
    expect(await ask({ caFile })).toMatch(/another name; .*--tls-server-name/)
    expect(await ask({ caFile, serverName: 'keelson.test' })).toEqual({ client: null })
  })

  it('shows a client certificate', async () => {
    expect(await ask({ caFile, serverName: 'keelson.test', certFile: caFile, keyFile })).toEqual({
      client: 'keelson.test',
    })
  })

  it('can be told not to look', async () => {
    expect(await ask({ skipVerify: true })).toEqual({ client: null })
  })
})
