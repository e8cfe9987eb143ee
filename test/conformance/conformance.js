// Replays recorded exchanges of a real Kong Gateway against the sandbox: node test/conformance/conformance.js DIR
import { readdirSync, readFileSync, statSync } from 'node:fs'
import http from 'node:http'
import { join } from 'node:path'
import { match, substitute } from './match.js'

const [folder, ...flags] = process.argv.slice(2)
const dist = new URL('../../dist/sandbox/kong/server.js', import.meta.url)

function stop(code, text) {
  console.error(text)
  process.exit(code)
}

function listTranscripts() {
  try {
    const files = statSync(folder).isDirectory() ? readdirSync(folder).map((file) => join(folder, file)) : [folder]
    return files.filter((file) => file.endsWith('.json')).sort()
  } catch {
    return stop(3, `cannot read ${folder}`)
  }
}

/** How the recorded gateway was set up: by the transcript's name, or by what it answered about itself. */
function modeOf({ name, exchanges }) {
  const expressions = name.includes('expressions')
  const loads = ({ request, response }) => request.path.startsWith('/config') && [200, 201].includes(response.status)
  const says = ({ request, response }) => request.path === '/' && response.body?.configuration?.database === 'off'
  return {
    dbless: expressions || /db-?less/.test(name) || exchanges.some((one) => loads(one) || says(one)),
    routerFlavor: expressions ? 'expressions' : 'traditional_compatible',
  }
}

function send(port, { method, path, headers = {}, body, body_raw }, seen) {
  const payload =
    body_raw !== undefined
      ? Buffer.from(substitute(body_raw, seen), 'latin1')
      : body === undefined || body === null
        ? undefined
        : Buffer.from(JSON.stringify(substitute(body, seen)))
  const length =
    payload === undefined && ['GET', 'HEAD', 'OPTIONS', 'TRACE'].includes(method)
      ? {}
      : { 'Content-Length': payload?.length ?? 0 }
  const text = `${method} ${substitute(path, seen)} HTTP/1.1`
  if (!http.METHODS.includes(method)) return sendRaw(port, text)
  return new Promise((resolve, reject) => {
    const options = {
      port,
      host: '127.0.0.1',
      method,
      path: substitute(path, seen),
      headers: { ...substitute(headers, seen), ...length },
    }
    const request = http.request(options, (response) => collect(response, resolve))
    request.on('error', reject)
    request.end(payload)
  })
}

function collect(response, resolve) {
  const chunks = []
  response.on('data', (chunk) => chunks.push(chunk))
  response.on('end', () =>
    resolve(answer(response.statusCode, response.headers['content-type'], Buffer.concat(chunks).toString())),
  )
}

function answer(status, type, text) {
  if (text === '') return { status, type, body: null }
  try {
    return { status, type, body: JSON.parse(text) }
  } catch {
    return { status, type, body: text }
  }
}

/** For methods that node's client refuses to send. */
async function sendRaw(port, line) {
  const { connect } = await import('node:net')
  return new Promise((resolve, reject) => {
    let text = ''
    const socket = connect(port, '127.0.0.1', () =>
      socket.write(`${line}\r\nHost: sandbox\r\nConnection: close\r\n\r\n`),
    )
    socket.on('data', (chunk) => {
      text += chunk
    })
    socket.on('error', reject)
    socket.on('end', () => {
      const [head, ...rest] = text.split('\r\n\r\n')
      const type = /\r\ncontent-type: ([^\r]*)/i.exec(head)?.[1]
      resolve(answer(Number(head.split(' ')[1]), type, rest.join('\r\n\r\n')))
    })
  })
}

function disagreement(expected, actual, seen) {
  if (expected.status !== actual.status) return `status ${actual.status} for ${expected.status}`
  const type = expected.headers?.['Content-Type']
  if (type !== undefined && type !== actual.type) return `content type ${actual.type} for ${type}`
  if ('body_text' in expected) return typeof actual.body === 'string' ? undefined : 'a body that is not text'
  if (match(expected.body ?? null, actual.body, seen)) return undefined
  const shown = (value) => JSON.stringify(value)?.slice(0, flags.includes('--long') ? 5000 : 300)
  return `body ${shown(actual.body)} for ${shown(expected.body)}`
}

async function replay(startSandbox, transcript) {
  const sandbox = await startSandbox(modeOf(transcript))
  const seen = new Map()
  const counted = { good: 0, all: 0 }
  for (const [index, { request, response, setup }] of transcript.exchanges.entries()) {
    let why
    try {
      why = disagreement(response, await send(sandbox.port, request, seen), seen)
    } catch (error) {
      why = `no answer: ${error.message}`
    }
    if (why)
      console.log(
        `${transcript.name} #${index + 1}${setup ? ' (setup)' : ''} ${request.method} ${request.path}: ${why}`,
      )
    if (setup) continue
    counted.all++
    if (!why) counted.good++
  }
  await sandbox.close()
  return counted
}

if (!folder) stop(3, 'usage: npm run conformance -- DIR, where DIR holds recorded transcripts (*.json)')
const { startSandbox } = await import(dist.href).catch(() => stop(3, 'the sandbox is not built: npm run build'))
const total = { good: 0, all: 0 }
let weak = false
const lines = []
for (const file of listTranscripts()) {
  const transcript = JSON.parse(readFileSync(file, 'utf8'))
  if (!Array.isArray(transcript.exchanges)) continue
  const { good, all } = await replay(startSandbox, transcript)
  lines.push(`${transcript.name}: ${good} of ${all}`)
  total.good += good
  total.all += all
  if (good < all * 0.9) weak = true
}
if (total.all === 0) stop(3, `no transcripts in ${folder}`)
for (const line of lines) console.log(line)
console.log(`agree: ${total.good} of ${total.all}`)
process.exit(weak || total.good < total.all * 0.98 ? 1 : 0)
