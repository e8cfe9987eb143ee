import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { runHere } from './run-here.ts'

/**
 * Makes a program that scripts of a test call as `keelson`, and which hands its command line, folder, environment and stdin (where a
 * word is `-`) to this process, that runs it (run-here.ts). Outputs and exit code are those of the command line. It cannot run two at
 * once, ask, or be stopped by a signal: such scripts need the built program.
 * @param file where to put it
 * @returns ends the service
 */
export async function serveProgram(file: string): Promise<() => Promise<void>> {
  const server = createServer((request, response) => {
    void text(request)
      .then(serve)
      .catch((error: Error) => `70 ${error.stack}`)
      .then((answer) => response.end(answer))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  writeFileSync(file, scriptFor((server.address() as AddressInfo).port), { mode: 0o755 })
  return () => new Promise((resolve) => server.close(() => resolve()))
}

/** Outputs that go to one place are handed over as one, in their order. */
const scriptFor = (port: number) => `#!/bin/sh
desk=$(mktemp -d)
case " $* " in *' - '*) cat > "$desk/stdin" ;; esac
[ /dev/stdout -ef /dev/stderr ] && one=1 || one=0
answer=$({ printf '%s\\0' "$desk" "$PWD" "$one" "$#" "$@"; env -0; } |
  curl -sS --noproxy '*' --data-binary @- http://127.0.0.1:${port}) || exit 70
cat "$desk/stdout"
[ "$one" = 1 ] || cat "$desk/stderr" >&2
rm -r "$desk"
case $answer in *\\ *) echo "$answer" >&2 ;; esac
exit "\${answer%% *}"
`

async function serve(request: string): Promise<string> {
  const [desk = '', cwd = '', one, count, ...rest] = request.split('\0')
  const argv = rest.slice(0, Number(count))
  const pairs = rest.slice(Number(count)).filter(Boolean)
  const env = Object.fromEntries(pairs.map((pair) => pair.split(/=(.*)/s, 2)))
  const given = join(desk, 'stdin')
  const ran = await runHere(argv, { cwd, env, ...(existsSync(given) && { stdin: readFileSync(given, 'utf8') }) })
  writeFileSync(join(desk, 'stdout'), one === '1' ? ran.output : ran.stdout)
  writeFileSync(join(desk, 'stderr'), ran.stderr)
  return String(ran.code)
}
