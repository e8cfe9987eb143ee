import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
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

/**
 * What nearly every run needs and needs nothing of the rest: small modules, of which there would else be a file for each set of
 * those that use them.
 */
const SHARED = [
  '/build/model/',
  '/build/secrets/',
  '/build/cli/terminal/exit.js',
  '/build/cli/terminal/interrupt.js',
  '/build/cli/terminal/outcome-of-error.js',
  '/build/cli/arguments/usage.js',
  '/build/config/placeholder.js',
  '/build/http/failure.js',
  '/build/http/pace.js',
  '/build/http/window.js',
  '/build/report/printable.js',
  '/node_modules/p-limit/',
  '/node_modules/yocto-queue/',
]

const isShared = (module) => SHARED.some((part) => module.replaceAll('\\', '/').includes(part))

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
  input: 'build/cli/main.js',
  platform: 'node',
  plugins: [notices, page],
  output: {
    dir: 'dist',
    cleanDir: true,
    entryFileNames: 'cli/[name].js',
    chunkFileNames: 'cli/[name].js',
    codeSplitting: { groups: [{ name: 'shared', test: isShared }] },
    // Less text is compiled sooner; names stay for traces.
    minify: { compress: true, mangle: { keepNames: true }, codegen: { removeWhitespace: true } },
  },
})
