import { optionSets } from '../../config/options.ts'
import type { Command, Context, Result } from '../arguments/command.ts'
import { commands } from '../arguments/commands.ts'
import { type Shell, shells } from '../arguments/completion-script.ts'
import { usage } from '../arguments/usage.ts'

/** `keelson completion`. */
export const completion: Command = {
  name: 'completion',
  describe: 'Print a completion script for bash, zsh, fish or powershell.',
  options: [...optionSets.output],
  words: 'shell',
  connects: false,
  examples: [
    ['keelson completion bash > ~/.local/share/bash-completion/completions/keelson', 'for bash'],
    ['source <(keelson completion zsh)', 'for zsh, in this session'],
    ['keelson completion fish > ~/.config/fish/completions/keelson.fish', 'for fish'],
  ],
  run,
}

async function run({ words, world, print }: Context): Promise<Result> {
  const shell = words[0] ?? guess(world.env.SHELL ?? '')
  if (words.length > 1 || !isShell(shell)) {
    throw usage(`completion takes one of ${Object.keys(shells).join(', ')}`, 'keelson completion bash')
  }
  const loaded = await Promise.all(commands.map((entry) => entry.load()))
  const text = shells[shell](loaded)
  await print.result(text)
  return { exit: 'done', parts: { text } }
}

function guess(path: string): string {
  return path.split('/').at(-1) ?? ''
}

function isShell(name: string): name is Shell {
  return Object.hasOwn(shells, name)
}
