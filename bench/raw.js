import { Agent, request } from 'undici'

/**
 * The least that any client does: asks for every page, in parallel as far as pages do not chain, and parses it.
 * Arguments: base URL, parallelism, collections, each with its workspace before it where there are several.
 */
const [address = '', parallelism = '10', ...collections] = process.argv.slice(2)
const dispatcher = new Agent({ connections: Number(parallelism), pipelining: 1 })

async function readAll(path, onEntry) {
  let offset = ''
  do {
    const { body } = await request(`${address}/${path}?size=1000${offset && `&offset=${offset}`}`, { dispatcher })
    const page = JSON.parse(await body.text())
    for (const entry of page.data) onEntry(entry)
    offset = page.offset ?? ''
  } while (offset !== '')
}

async function readCollection(name) {
  const nested = []
  await readAll(name, ({ id }) => {
    if (name.endsWith('upstreams')) nested.push(`${name}/${id}/targets`)
  })
  await Promise.all(nested.map((path) => readAll(path, () => undefined)))
}

await Promise.all(collections.map(readCollection))
await dispatcher.close()
