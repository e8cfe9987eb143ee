import { readFileSync } from 'node:fs'
import { findFile } from '../../config/find-file.ts'
import type { PrintModes } from '../terminal/print.ts'
import type { World } from '../world.ts'

/**
 * Sees how a run is to print before its command line and configuration are understood: an error in these must come out in the
 * form that was asked for, too.
 * @param world command line, environment and folder
 * @returns modes, as far as they can be seen
 */
export function guessModes({ argv, env, cwd }: Pick<World, 'argv' | 'env' | 'cwd'>): PrintModes {
  const form = givenValue(argv, 'output') ?? (env.KEELSON_OUTPUT || outputInFile(argv, env, cwd))
  return {
    reports: form === 'json' || argv.includes('--json-output') ? [{ form: 'json' }] : [],
    verbose: false,
    quiet: argv.includes('--quiet'),
    noColor: argv.includes('--no-color'),
  }
}

function givenValue(argv: readonly string[], name: string): string | undefined {
  const at = argv.findLastIndex((token) => token === `--${name}` || token.startsWith(`--${name}=`))
  if (at < 0) return undefined
  return argv[at]?.split('=').slice(1).join('=') || argv[at + 1]
}

function outputInFile(argv: readonly string[], env: World['env'], cwd: string): string | undefined {
  const path = givenValue(argv, 'config') ?? (env.KEELSON_CONFIG || findFile(cwd))
  if (path === undefined) return undefined
  try {
    return readFileSync(path, 'utf8').match(/^output:\s*["']?(\w+)/m)?.[1]
  } catch {
    return undefined
  }
}
