// Replays one recorded transcript against a sandbox of its own.
import http from 'node:http'
import { connect } from 'node:net'
import { match, substitute } from './match.js'

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
function sendRaw(port, line) {
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

function disagreement(expected, actual, seen, shownLength) {
  if (expected.status !== actual.status) return `status ${actual.status} for ${expected.status}`
  const type = expected.headers?.['Content-Type']
  if (type !== undefined && type !== actual.type) return `content type ${actual.type} for ${type}`
  if ('body_text' in expected) return typeof actual.body === 'string' ? undefined : 'a body that is not text'
  if (match(expected.body ?? null, actual.body, seen)) return undefined
  const shown = (value) => JSON.stringify(value)?.slice(0, shownLength)
  return `body ${shown(actual.body)} for ${shown(expected.body)}`
}

/**
 * Replays a transcript: `startSandbox` starts the server, `tell` is called with each disagreement.
 * Resolves to the exchanges that agree and all that count; those marked `setup` only set the scene.
 */
export async function replay(startSandbox, transcript, tell, shownLength = 300) {
  const sandbox = await startSandbox(modeOf(transcript))
  const seen = new Map()
  const counted = { good: 0, all: 0 }
  for (const [index, { request, response, setup }] of transcript.exchanges.entries()) {
    let why
    try {
      why = disagreement(response, await send(sandbox.port, request, seen), seen, shownLength)
    } catch (error) {
      why = `no answer: ${error.message}`
    }
    if (why)
      tell(`${transcript.name} #${index + 1}${setup ? ' (setup)' : ''} ${request.method} ${request.path}: ${why}`)
    if (setup) continue
    counted.all++
    if (!why) counted.good++
  }
  await sandbox.close()
  return counted
}
