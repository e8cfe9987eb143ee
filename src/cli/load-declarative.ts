import { readFile } from 'node:fs/promises'
import { Agent } from '../http/undici.ts'
import { problem, Refusal } from '../model/diagnostic.ts'
import { printable } from '../report/printable.ts'

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
  const headers = { 'content-type': 'application/json' }
  const agent = new Agent()
  const outgoing = {
    origin: address,
    path: '/config',
    method: 'POST',
    headers,
    body: JSON.stringify({ config }),
  } as const
  const answer = await agent.request(outgoing)
  const text = await answer.body.text()
  await agent.close()
  if (answer.statusCode >= 300) throw refuse(`the sandbox does not take ${file}: ${printable(text)}`)
}

function refuse(message: string): Refusal {
  return new Refusal('invalid', [problem('seed', message)])
}
