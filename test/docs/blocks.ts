// How a page is written so that it can be run:
//
// - Blocks ```sh hold command lines, each run with bash, in the order of the page. Words after ` #` are for the reader.
// - Blocks ```console hold `$ command line` and below it what it prints (stdout and stderr), if that is shown.
// - `# exit 4` at the end of a command line: how it ends, 0 when nothing is said.
// - `<!-- run: LINE -->` is run at that place without being seen by the reader: it makes files, or a drift.
// - Blocks of other languages, or of none, are not run.
//
// Each page has a folder with `examples/` and a copy of its state files as `kong/`, and a gateway that holds what they say.

/** A command line of a page. */
export interface Line {
  command: string
  exit: number
  /** What it prints, where the page shows it. */
  output?: string
}

/** A fenced block, or something to run unseen. */
export interface Block {
  prepare?: string
  lines: Line[]
}

/**
 * Finds what is to be run in a page.
 * @param page Markdown
 * @returns blocks in the order of the page
 */
export function blocksOf(page: string): Block[] {
  const found: Block[] = []
  const pattern = /^(`{3,})(\w*)\n([\s\S]*?)^\1$|^<!-- run: ([\s\S]*?) -->$/gm
  for (const [, , language, body = '', prepare] of page.matchAll(pattern)) {
    if (prepare !== undefined) found.push({ prepare, lines: [] })
    else if (language === 'sh' || language === 'bash') found.push({ lines: commandLines(body) })
    else if (language === 'console') found.push({ lines: session(body) })
  }
  return found
}

function commandLines(body: string): Line[] {
  return body
    .split('\n')
    .filter((line) => line.trim() !== '' && !line.startsWith('#'))
    .map(lineOf)
}

function session(body: string): Line[] {
  const lines: Line[] = []
  for (const part of body.split(/^\$ /m).slice(1)) {
    const [first = '', ...below] = part.split('\n')
    const output = below.join('\n')
    lines.push(output.trim() === '' ? lineOf(first) : { ...lineOf(first), output })
  }
  return lines
}

function lineOf(text: string): Line {
  const [, command = '', comment = ''] = text.match(/^(.*?)(?:\s+#\s(.*))?$/) ?? []
  return { command: command.trim(), exit: Number(/\bexit (\d+)\b/.exec(comment)?.[1] ?? 0) }
}
