// How a recorded answer is compared with a given one. Recordings hold placeholders (<uuid:1>, <epoch>, …) for what differs
// from run to run: numbered ones stand for the same text wherever they appear in a transcript.

const PLACEHOLDER = /<(?:(?:uuid|offset|random32):\d+|random44|epoch|epoch\.ms|ms|n|count|pid|hostname|n MiB|path)>/g
const NUMBERED = /^<(uuid|offset|random32):\d+>$/
const ANY_SCALAR = new Set(['<epoch>', '<epoch.ms>', '<n>', '<count>', '<pid>', '<ms>'])

/** Puts known texts in place of placeholders, and this moment in place of times. */
export function substitute(value, seen) {
  if (value === '<epoch>') return Math.floor(Date.now() / 1000)
  if (value === '<epoch.ms>') return Date.now() / 1000
  if (typeof value === 'string') return value.replace(PLACEHOLDER, (found) => seen.get(found) ?? found)
  if (Array.isArray(value)) return value.map((one) => substitute(one, seen))
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [substitute(key, seen), substitute(one, seen)]))
}

/** Whether `actual` agrees with `expected`; binds placeholders in `seen`. */
export function match(expected, actual, seen) {
  if (typeof expected === 'string') return matchText(expected, actual, seen)
  if (Array.isArray(expected)) return matchList(expected, actual, seen)
  if (typeof expected === 'object' && expected !== null) return matchObject(expected, actual, seen)
  return expected === actual
}

function matchText(expected, actual, seen) {
  if (ANY_SCALAR.has(expected)) return typeof actual === 'number' || typeof actual === 'string'
  if (expected.includes('_format_version') && typeof actual === 'string')
    return sortedLines(expected) === sortedLines(actual)
  if (!expected.includes('<')) return expected === actual
  if (typeof actual !== 'string') return false
  if (NUMBERED.test(expected) && seen.has(expected)) return actual === seen.get(expected)
  return matchPlaceholders(expected, actual, seen)
}

/** A configuration as YAML text has no fixed key order: its lines are compared as a set, ids and times left out. */
function sortedLines(text) {
  const blank = (line) => line.replace(/[0-9a-f-]{36}|<uuid:\d+>|<epoch>|\b1\d{9}\b/g, '*').replace(/^[ -]+/, '')
  return text.split('\n').map(blank).sort().join('\n')
}

function matchPlaceholders(expected, actual, seen) {
  const names = expected.match(PLACEHOLDER) ?? []
  const parts = expected.split(PLACEHOLDER).map((part) => part.replace(/[.*+?^${}()|[\]\\/]/g, '\\$&'))
  const found = new RegExp(`^${parts.join('([^]*?)')}$`).exec(actual)
  if (!found) return false
  return names.every((name, at) => !NUMBERED.test(name) || bind(name, found[at + 1], seen))
}

function bind(name, text, seen) {
  if (seen.has(name)) return seen.get(name) === text
  seen.set(name, text)
  return true
}

function matchObject(expected, actual, seen) {
  const keys = Object.keys(expected)
  // Lua has one kind of empty table.
  if (keys.length === 0 && Array.isArray(actual) && actual.length === 0) return true
  if (typeof actual !== 'object' || actual === null || Array.isArray(actual)) return false
  if (keys.some((key) => key.includes('<'))) return matchGeneratedKeys(expected, actual, seen)
  if (keys.length !== Object.keys(actual).length || !keys.every((key) => Object.hasOwn(actual, key))) return false
  const idFirst = keys.sort((a, b) => (a === 'id' ? -1 : b === 'id' ? 1 : a < b ? -1 : 1))
  return idFirst.every((key) => match(expected[key], actual[key], seen))
}

/** Keys that are generated ids: a known one must be there, an unknown one binds to a key whose value agrees. */
function matchGeneratedKeys(expected, actual, seen) {
  const trial = new Map(seen)
  const left = new Map(Object.entries(actual))
  const known = Object.entries(expected).map(([key, value]) => [substitute(key, seen), value])
  known.sort(([a], [b]) => Number(a.includes('<')) - Number(b.includes('<')))
  for (const [key, value] of known) {
    const candidates = key.includes('<') ? [...left.keys()] : [key]
    if (!candidates.some((candidate) => take(key, value, candidate, left, trial))) return false
  }
  return left.size === 0 && keep(seen, trial)
}

function take(key, value, candidate, left, trial) {
  const attempt = new Map(trial)
  if (!left.has(candidate) || !match(key, candidate, attempt) || !match(value, left.get(candidate), attempt))
    return false
  left.delete(candidate)
  return keep(trial, attempt)
}

function keep(seen, trial) {
  for (const [name, text] of trial) seen.set(name, text)
  return true
}

function matchList(expected, actual, seen) {
  if (expected.length === 0 && isEmptyObject(actual)) return true
  const count = expected.length === 1 && typeof expected[0] === 'string' && /^<(\d+) entities/.exec(expected[0])
  if (count) return Array.isArray(actual) && actual.length === Number(count[1])
  if (!Array.isArray(actual) || actual.length !== expected.length) return false
  const ordered = new Map(seen)
  if (expected.every((one, at) => match(one, actual[at], ordered))) return keep(seen, ordered)
  return matchAnyOrder(expected, actual, seen)
}

const isEmptyObject = (value) =>
  typeof value === 'object' && value !== null && !Array.isArray(value) && Object.keys(value).length === 0

/** Lists of entities with generated ids come in the order of those ids, which differs from run to run. */
function matchAnyOrder(expected, actual, seen) {
  const rest = [...actual]
  const trial = new Map(seen)
  for (const one of expected) {
    const at = rest.findIndex((other) => {
      const attempt = new Map(trial)
      return match(one, other, attempt) && keep(trial, attempt)
    })
    if (at === -1) return false
    rest.splice(at, 1)
  }
  return keep(seen, trial)
}
