const PAGE = 1000

/**
 * Cuts a configuration into the answers of an Admin API, ready to be sent, by path and number of the page.
 * @param {Map<string, object[]>} made as makeEntities gives it
 * @param {readonly string[]} collections those to list although they may be empty
 * @returns {Map<string, Buffer[]>}
 */
export function makePages(made, collections) {
  const pages = new Map(collections.map((name) => [`/${name}`, cut(`/${name}`, made.get(name) ?? [])]))
  const byUpstream = groupBy(made.get('targets') ?? [], owner)
  for (const { id } of made.get('upstreams') ?? []) {
    const path = `/upstreams/${id}/targets`
    pages.set(path, cut(path, byUpstream.get(id) ?? []))
  }
  return pages
}

const owner = (target) => target.upstream.id

function groupBy(list, keyOf) {
  const groups = new Map()
  for (const entry of list) {
    const group = groups.get(keyOf(entry))
    if (group === undefined) groups.set(keyOf(entry), [entry])
    else group.push(entry)
  }
  return groups
}

function cut(path, list) {
  const count = Math.max(1, Math.ceil(list.length / PAGE))
  return Array.from({ length: count }, (_, index) => {
    const data = list.slice(index * PAGE, (index + 1) * PAGE)
    const offset = offsetOf(index + 1)
    const more = index + 1 < count ? { next: `${path}?offset=${offset}`, offset } : { next: null }
    return Buffer.from(JSON.stringify({ data, ...more }))
  })
}

const offsetOf = (index) => Buffer.from(`page-${index}`).toString('base64url')

/** The number of the page that an `offset` asks for; 0 without one. */
export function pageNumber(offset) {
  return offset === null ? 0 : Number(Buffer.from(offset, 'base64url').toString('utf8').slice('page-'.length))
}

/**
 * The most pages that can only be asked for one after another: those of one list, and of the lists below its entries.
 * @param {Map<string, Buffer[]>} pages as makePages gives it
 */
export function longestChain(pages) {
  const length = (path) => pages.get(path)?.length ?? 0
  const below = (path) => [...pages.keys()].filter((each) => each.startsWith(`${path}/`)).map(length)
  const top = [...pages.keys()].filter((path) => path.lastIndexOf('/') === 0)
  return Math.max(...top.map((path) => length(path) + below(path).reduce((most, each) => Math.max(most, each), 0)))
}
