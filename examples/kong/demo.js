#!/usr/bin/env node
// The main job on the embedded sandbox: every line after `$` is a command that is really run, and what follows is its output.
import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('../..', import.meta.url))
const cli = join(root, 'dist/cli/main.js')
const state = 'examples/kong/state'
// What the sync keeps is for this demonstration only.
const store = mkdtempSync(join(tmpdir(), 'keelson-demo-'))
const colour = process.stdout.isTTY && !process.env.NO_COLOR
const bold = (text) => (colour ? `\u001b[1m${text}\u001b[0m` : text)
const say = (text) => process.stdout.write(`\n${text}\n`)

/** Starts the sandbox on a free port; resolves to its process and address. */
function startSandbox() {
  const sandbox = spawn(process.execPath, [cli, 'sandbox', 'kong', '--port', '0'], {
    cwd: root,
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  return new Promise((resolve, reject) => {
    let printed = ''
    const read = (chunk) => {
      printed += chunk
      const address = /http:\/\/[\d.]+:\d+/.exec(printed)?.[0]
      if (address) resolve({ sandbox, address })
    }
    sandbox.stdout.on('data', read)
    sandbox.stderr.on('data', read)
    sandbox.once('exit', (code) => reject(new Error(`the sandbox ended with ${code}: ${printed}`)))
  })
}

/** Runs one command line as a user would see it; an exit code other than those expected ends the demo. */
function keelson(address, args, expected = [0]) {
  say(bold(`$ keelson ${args.join(' ')}`))
  return new Promise((resolve, reject) => {
    const run = spawn(process.execPath, [cli, ...args], {
      cwd: root,
      stdio: ['ignore', 'inherit', 'inherit'],
      env: { ...process.env, KEELSON_ADDR: address, KEELSON_STORE: store },
    })
    run.once('exit', (code) => (expected.includes(code) ? resolve() : reject(new Error(`exit code ${code}`))))
  })
}

/** Somebody changes the gateway by hand: the drift that the next diff shows. */
async function drift(address) {
  const change = (method, path, body) =>
    fetch(`${address}${path}`, {
      method,
      headers: { 'content-type': 'application/json' },
      ...(body && { body: JSON.stringify(body) }),
    })
  say(bold('# Somebody changes a service and deletes a route behind our back'))
  await change('PATCH', '/services/orders', { host: 'orders-canary.internal', retries: 0 })
  await change('DELETE', '/routes/orders-health')
}

async function main() {
  const { sandbox, address } = await startSandbox()
  try {
    say(`A Kong Gateway sandbox listens on ${address} (KEELSON_ADDR is set to it).`)
    await keelson(address, ['ping'])
    await keelson(address, ['validate', state])
    await keelson(address, ['diff', state])
    await keelson(address, ['sync', state, '--yes'])
    await keelson(address, ['diff', state])
    await drift(address)
    await keelson(address, ['diff', state, '--exit-code'], [2])
    await keelson(address, ['dump', '--only', 'services', '--only', 'routes', '--skip-defaults', '-o', '-'])
    say('That was the main job. Next: README.md, `npx keelson --help`, and the state files in examples/kong/state.')
  } finally {
    sandbox.removeAllListeners('exit')
    sandbox.kill('SIGTERM')
    rmSync(store, { recursive: true, force: true })
  }
}

await main()
