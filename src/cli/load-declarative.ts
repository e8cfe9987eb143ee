import { readFile } from 'node:fs/promises'
import { exchange } from '../http/exchange.ts'
import { openTransport } from '../http/open-transport.ts'
import { problem, Refusal } from '../model/diagnostic.ts'
import { printable } from '../report/printable.ts'

/** In milliseconds; a large file takes a sandbox its time. */
const PATIENCE = 300_000

/**
 * Gives a sandbox without a database its configuration, in the one way such a gateway takes it: `POST /config` (Kong 3.9 Admin API, recorded).
 * @param address base URL of the sandbox
 * @param file a state file, YAML or JSON
 * @throws Refusal (invalid) when the file cannot be read or the sandbox does not take it
 */
export async function loadDeclarative(address: string, file: string): Promise<void> {
  const config = await readFile(file, 'utf8').catch((error: Error) => {
    throw refuse(`${file} cannot be read: ${error.message}`)
  })
  const { pool, fields } = openTransport(
    { provider: 'kong', addr: address, headers: {}, parallelism: 1, timeout: 0, tls: {} },
    {},
  )
  const body = JSON.stringify({ config })
  const outgoing = { method: 'POST', target: '/config', fields, content: { contentType: 'application/json', body } }
  const { status, text } = await exchange(pool, outgoing, PATIENCE).finally(() => pool.close())
  if (status >= 300) throw refuse(`the sandbox does not take ${file}: ${printable(text)}`)
}

function refuse(message: string): Refusal {
  return new Refusal('invalid', [problem('seed', message)])
}
