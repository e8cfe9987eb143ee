import type { Env } from '../../config/file-value.ts'
import type { Colour } from '../../report/ink.ts'

/**
 * Decides on colour for a stream: --no-color, then NO_COLOR (no-color.org), then FORCE_COLOR (as Node reads it), then the terminal.
 * @param env environment variables
 * @param terminal whether the stream is a terminal
 * @param noColor the option
 */
export function colourOf(env: Env, terminal: boolean, noColor: boolean): Colour {
  if (noColor || (env.NO_COLOR ?? '') !== '') return 0
  const forced = env.FORCE_COLOR
  if (forced === '0' || forced === 'false') return 0
  if (forced === '2') return 2
  if (forced === '3') return 3
  if (forced !== undefined) return 1
  return terminal && env.TERM !== 'dumb' ? 1 : 0
}
