import { spawnSync } from 'node:child_process'
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import { bugs } from './bugs.js'

/**
 * Puts one bug after the other into a copy of the source and demands that the test which is named for it fails, and passes without
 * it. Words on the command line choose bugs by a part of their text. Ends with 1 when a bug is not caught.
 */
const root = fileURLToPath(new URL('../..', import.meta.url))
const copy = mkdtempSync(join(tmpdir(), 'keelson-planted-'))
const LEFT_OUT = ['node_modules', '.git', 'build', 'dist', '.keelson']
cpSync(root, copy, { recursive: true, filter: (path) => !LEFT_OUT.includes(relative(root, path)) })
symlinkSync(join(root, 'node_modules'), join(copy, 'node_modules'))

const words = process.argv.slice(2)
const chosen = bugs.filter(({ bug }) => words.every((word) => bug.includes(word)))
let isBuilt = false
let missed = 0
for (const each of chosen) {
  const before = outcomeOf(each)
  const file = join(copy, each.file)
  const source = readFileSync(file, 'utf8')
  if (source.split(each.from).length !== 2) throw new Error(`${each.file} has not once: ${each.from}`)
  writeFileSync(
    file,
    source.replace(each.from, () => each.to),
  )
  isBuilt &&= !each.built
  const after = outcomeOf(each)
  writeFileSync(file, source)
  isBuilt &&= !each.built
  const caught = before === 'passed' && after === 'failed'
  if (!caught) missed++
  console.log(`${caught ? 'caught' : 'MISSED'}  ${each.bug}: "${each.name}" ${before} without it, ${after} with it`)
}
rmSync(copy, { recursive: true })
console.log(`${chosen.length - missed} of ${chosen.length} planted bugs caught`)
process.exitCode = missed === 0 ? 0 : 1

/** How the test of a bug ends: `passed`, `failed`, or `not run`. */
function outcomeOf({ test, name, built }) {
  if (built && !isBuilt) {
    const { status } = run('npm', ['run', '--silent', 'build'])
    if (status !== 0) throw new Error('the copy cannot be built')
    isBuilt = true
  }
  const { stdout } = run('npx', ['vitest', 'run', test, '-t', escaped(name), '--reporter=json'])
  const report = JSON.parse(stdout.slice(stdout.indexOf('{"num')))
  const found = report.testResults.flatMap(({ assertionResults }) => assertionResults)
  const own = found.filter(({ fullName, status }) => fullName.includes(name) && ['passed', 'failed'].includes(status))
  if (own.length === 0) return 'not run'
  return own.some(({ status }) => status === 'failed') ? 'failed' : 'passed'
}

function run(command, args) {
  return spawnSync(command, args, { cwd: copy, encoding: 'utf8', maxBuffer: 2 ** 28 })
}

function escaped(text) {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')
}
