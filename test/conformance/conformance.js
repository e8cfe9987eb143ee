// Replays recorded exchanges of a real Kong Gateway against the sandbox: node test/conformance/conformance.js DIR
import { readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { replay } from './replay.js'

const [folder, ...flags] = process.argv.slice(2)
const dist = new URL('../../build/sandbox/kong/server.js', import.meta.url)

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

if (!folder) stop(3, 'usage: npm run conformance -- DIR, where DIR holds recorded transcripts (*.json)')
const { startSandbox } = await import(dist.href).catch(() => stop(3, 'the sandbox is not built: npm run build'))
const total = { good: 0, all: 0 }
let weak = false
const lines = []
for (const file of listTranscripts()) {
  const transcript = JSON.parse(readFileSync(file, 'utf8'))
  if (!Array.isArray(transcript.exchanges)) continue
  const { good, all } = await replay(startSandbox, transcript, console.log, flags.includes('--long') ? 5000 : 300)
  lines.push(`${transcript.name}: ${good} of ${all}`)
  total.good += good
  total.all += all
  if (good < all * 0.9) weak = true
}
if (total.all === 0) stop(3, `no transcripts in ${folder}`)
for (const line of lines) console.log(line)
console.log(`agree: ${total.good} of ${total.all}`)
process.exit(weak || total.good < total.all * 0.98 ? 1 : 0)
