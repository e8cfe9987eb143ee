import { spawnSync } from 'node:child_process'

/** All points of the crash test, and the property of it in 2,000 random cases, of which the seed is printed. */
const seed = process.env.KEELSON_SEED ?? String(Date.now() % 2 ** 31)
const cases = process.env.KEELSON_CASES ?? '2000'
console.log(`random cases: ${cases}, KEELSON_SEED=${seed}`)
const env = { ...process.env, KEELSON_CRASH: 'all', KEELSON_CASES: cases, KEELSON_SEED: seed }
const { status } = spawnSync('npx', ['vitest', 'run', 'test/crash', 'test/property/undo.test.ts'], {
  env,
  stdio: 'inherit',
})
process.exitCode = status ?? 1
