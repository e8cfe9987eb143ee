import type { Endpoint } from './exchange.ts'

interface Node {
  literals: Map<string, Node>
  param?: Node
  /** All that is left of a path: `{name*}`. */
  rest?: Node
  endpoint?: Endpoint
}

/** Finds the endpoint of a path; literal parts win over parameters. */
export interface Router {
  endpoints: readonly Endpoint[]
  match(segments: string[]): { endpoint: Endpoint; params: Record<string, string> } | undefined
  /** True when some path starts with this word. */
  starts(segment: string): boolean
}

/** Builds a router. Of two endpoints with the same path the later one wins, method by method. */
export function createRouter(endpoints: Endpoint[]): Router {
  const root: Node = { literals: new Map() }
  for (const endpoint of endpoints) {
    const node = descend(root, split(endpoint.path))
    node.endpoint = { ...endpoint, methods: { ...node.endpoint?.methods, ...endpoint.methods } }
  }
  return { endpoints, match: (segments) => match(root, segments), starts: (segment) => root.literals.has(segment) }
}

const isRest = (part: string): boolean => part.endsWith('*}')

const split = (path: string): string[] => path.split('/').filter((part) => part !== '')

function descend(root: Node, parts: string[]): Node {
  let node = root
  for (const part of parts) {
    const slot = isRest(part) ? 'rest' : part.startsWith('{') ? 'param' : undefined
    const next: Node = (slot ? node[slot] : node.literals.get(part)) ?? { literals: new Map() }
    if (slot) node[slot] = next
    else node.literals.set(part, next)
    node = next
  }
  return node
}

function match(root: Node, segments: string[]) {
  const node = walk(root, segments)
  if (!node?.endpoint || node.endpoint.hidden) return undefined
  const params: Record<string, string> = {}
  split(node.endpoint.path).forEach((part, at) => {
    if (isRest(part)) params[part.slice(1, -2)] = segments.slice(at).join('/')
    else if (part.startsWith('{')) params[part.slice(1, -1)] = segments[at] ?? ''
  })
  return { endpoint: node.endpoint, params }
}

function walk(node: Node, segments: string[]): Node | undefined {
  const [first, ...rest] = segments
  if (first === undefined) return node
  const literal = node.literals.get(first)
  const found = literal && walk(literal, rest)
  if (found?.endpoint) return found
  return (node.param && walk(node.param, rest)) ?? node.rest ?? found
}
