/** How many of each; together the way from one state to the other is some 60 changes. */
const TEAMS = 6

const id = (group: number, n: number): string => `0000000${group}-0000-4000-8000-${String(n).padStart(12, '0')}`

const teams = Array.from({ length: TEAMS }, (_, n) => n)

/** Per team: a service that swaps its name with another, one that goes with what hangs on it, credentials, an upstream. */
function before(n: number) {
  return {
    services: `
- {name: one-${n}, id: ${id(1, n)}, host: one.example, retries: 4, tags: [old], routes: [{name: r-${n}, id: ${id(2, n)}, paths: [/r${n}]}]}
- {name: two-${n}, id: ${id(3, n)}, host: two.example}
- {name: gone-${n}, id: ${id(4, n)}, host: gone.example, plugins: [{name: cors}, {name: correlation-id}]}`,
    consumers: `
- {username: user-${n}, id: ${id(5, n)}, keyauth_credentials: [{key: secret-${n}}], basicauth_credentials: [{username: login-${n}, password: pass-${n}, tags: [old]}]}
- {username: leaver-${n}, id: ${id(6, n)}, keyauth_credentials: [{key: lost-${n}}], acls: [{group: staff}]}`,
    upstreams: `
- {name: up-${n}, targets: [{target: "10.0.0.${n}:80", weight: 10}]}`,
  }
}

function after(n: number) {
  return {
    services: `
- {name: two-${n}, id: ${id(1, n)}, host: one.example, retries: 6, tags: [new], routes: [{name: r-${n}, id: ${id(2, n)}, paths: [/r${n}, /new${n}]}]}
- {name: one-${n}, id: ${id(3, n)}, host: two.example, plugins: [{name: key-auth}]}`,
    consumers: `
- {username: user-${n}, id: ${id(5, n)}, custom_id: c-${n}, keyauth_credentials: [{key: fresh-${n}}], basicauth_credentials: [{username: login-${n}, password: pass-${n}, tags: [new]}]}`,
    upstreams: `
- {name: up-${n}, targets: [{target: "10.0.0.${n}:80", weight: 20}]}`,
  }
}

function text(make: typeof before): string {
  const parts = teams.map(make)
  const sections = (['services', 'consumers', 'upstreams'] as const).map(
    (name) => `${name}:${parts.map((part) => part[name]).join('')}\n`,
  )
  return `_format_version: "3.0"\n${sections.join('')}`
}

/** The state before the run, and the one that it is to bring about. */
export const states = { before: text(before), after: text(after) }
