import { readdirSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { defineConfig, rolldown } from 'rolldown'

/** The folder of the package that a module belongs to; undefined for our own. */
const packageOf = (module) => /^.*[\\/]node_modules[\\/](?:@[^\\/]+[\\/])?[^\\/]+/.exec(module)?.[0]

/** One package's name, version and licence, as it wants them to go along with its code. */
function notice(folder) {
  const { name, version, license } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'))
  const file = readdirSync(folder).find((each) => /^licen[cs]e/i.test(each))
  if (file === undefined) throw new Error(`${name} has no licence file that could go along with its code`)
  return `${name} ${version} (${license})\n\n${readFileSync(join(folder, file), 'utf8').trim()}\n`
}

const ENTRY = 'build/cli/main.js'

/** Adds to `found` a module and all that it imports without being asked, and they in turn. */
function follow(module, context, found) {
  if (found.has(module)) return found
  found.add(module)
  for (const each of context.getModuleInfo(module)?.importedIds ?? []) follow(each, context, found)
  return found
}

let start
/**
 * What every run loads, even one that only prints help. The entry itself stays apart: it waits for what it imports on demand, which
 * in turn imports these.
 */
function startGroup(module, context) {
  start ??= follow(resolve(ENTRY), context, follow(resolve('build/cli/version.js'), context, new Set()))
  return start.has(module) && module !== resolve(ENTRY) ? 'start' : null
}

/** The stages that every plan goes through; each is imported on demand. */
const STAGES = [
  'cli/commands/diff.js',
  'workflow/plan/prepare-plan.js',
  'providers/kong/provider.js',
  'providers/kong/validate/validate.js',
  'providers/kong/session/connect-kong.js',
  'http/open-transport.js',
]

let planning
/** What those stages share with others: what no plan needs is apart from it, so that less is compiled. */
function planGroup(module, context) {
  planning ??= STAGES.reduce((found, each) => follow(resolve('build', each), context, found), new Set())
  return planning.has(module) ? 'plan' : null
}

/** Writes down whose code the program holds beside our own. */
const notices = {
  name: 'notices',
  generateBundle(_, bundle) {
    const modules = Object.values(bundle).flatMap((chunk) => chunk.moduleIds ?? [])
    const folders = [...new Set(modules.map(packageOf))].filter((folder) => folder !== undefined).sort()
    const source = folders.map(notice).join(`\n${'-'.repeat(80)}\n\n`)
    this.emitFile({ type: 'asset', fileName: 'THIRD-PARTY-NOTICES.txt', source })
  },
}

/** The page of the HTML report goes along as two files, which the program puts into what it writes. */
const page = {
  name: 'page',
  async generateBundle() {
    const bundle = await rolldown({ input: 'page/report.ts', tsconfig: false })
    const { output } = await bundle.generate({ format: 'iife', minify: true })
    await bundle.close()
    this.emitFile({ type: 'asset', fileName: 'page/report.js', source: output[0].code })
    this.emitFile({ type: 'asset', fileName: 'page/report.css', source: readFileSync('page/report.css', 'utf8') })
  },
}

/**
 * The program as it is shipped: the modules of `build/` and what they use, in a few files, since Node takes about a millisecond for
 * each file that it loads. What is imported on demand stays in files of its own. All lie as deep as `src/cli`, so that a module
 * finds the package's root in one way wherever it is.
 */
export default defineConfig({
  input: ENTRY,
  platform: 'node',
  plugins: [notices, page],
  output: {
    dir: 'dist',
    cleanDir: true,
    entryFileNames: 'cli/[name].js',
    chunkFileNames: 'cli/[name].js',
    codeSplitting: {
      groups: [
        { name: startGroup, debugName: 'start', priority: 2 },
        { name: planGroup, debugName: 'plan', minShareCount: 3, priority: 1.5 },
        // What several commands need is together, though one of them may not need all: a file more costs more than that.
        { name: 'common', minShareCount: 3, priority: 1 },
      ],
    },
    // Less text is compiled sooner; names stay for traces.
    minify: { compress: true, mangle: { keepNames: true }, codegen: { removeWhitespace: true } },
  },
})
