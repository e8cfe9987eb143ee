import { openSync } from 'node:fs'
import type { Readable } from 'node:stream'
import { ReadStream, WriteStream } from 'node:tty'
import type { Answer, AskOptions } from '../world.ts'

const COLUMNS = 80

/** What Ctrl-D sends; the prompt would wait for ever. */
const END = 4

interface Terminal {
  input: Readable
  output: WriteStream
  close(): void
}

/**
 * Asks a yes-or-no question on the terminal; no is the answer of a mere Enter, of Ctrl-D and of a terminal that goes away.
 * @param question what to ask
 * @param how through which terminal, and with colours or not
 * @param signal takes the question back
 * @returns the answer, `nobody` when there is no terminal
 */
export async function ask(question: string, { device, colour }: AskOptions, signal: AbortSignal): Promise<Answer> {
  // The prompt goes by the variable alone and does not know --no-color.
  if (!colour) process.env.NO_COLOR = '1'
  const terminal = device || !process.stderr.isTTY ? openDevice() : standard()
  if (terminal === undefined) return 'nobody'
  const { confirm, isCancel } = await import('@clack/prompts')
  const { input, output } = terminal
  // A terminal of unknown size says 0, and the question would come out one letter a line.
  if (output.columns === 0) output.columns = COLUMNS
  const end = new AbortController()
  const leave = () => end.abort()
  const onData = (chunk: Buffer | string) => {
    if (Buffer.from(chunk).includes(END)) leave()
  }
  input.on('data', onData).once('end', leave).once('close', leave)
  const gone = AbortSignal.any([signal, end.signal])
  try {
    const asked = { message: question, initialValue: false, withGuide: false, input, output, signal: gone }
    const answer = await confirm(asked)
    if (isCancel(answer)) return end.signal.aborted ? 'no' : 'interrupted'
    return answer ? 'yes' : 'no'
  } finally {
    input.off('data', onData).off('end', leave).off('close', leave)
    terminal.close()
  }
}

function standard(): Terminal {
  return { input: process.stdin, output: process.stderr, close: () => process.stdin.unref() }
}

function openDevice(): Terminal | undefined {
  try {
    const input = new ReadStream(openSync('/dev/tty', 'r'))
    const output = new WriteStream(openSync('/dev/tty', 'w'))
    return {
      input,
      output,
      close: () => {
        input.destroy()
        output.destroy()
      },
    }
  } catch {
    return undefined
  }
}
