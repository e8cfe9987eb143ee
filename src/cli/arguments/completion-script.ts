import type { Option } from '../../config/option.ts'
import { namesOf } from './argv.ts'
import type { Command } from './command.ts'

/** A script for each shell, made from the tables of commands and options. */
export const shells = { bash, zsh, fish, powershell } as const

/** A shell that there is a script for. */
export type Shell = keyof typeof shells

/**
 * Writes the script for bash.
 * @param commands all commands
 * @returns text to be sourced
 */
function bash(commands: readonly Command[]): string {
  const groups = groupWords(commands)
  const isGroup = ({ name }: Command): boolean => groups.includes(name)
  const caseOf = (pattern: string, each: Command) => `    ${pattern}) options=${quoted(optionWords(each).join(' '))} ;;`
  const cases = [
    ...commands.filter((each) => !isGroup(each)).map((each) => caseOf(quoted(each.name), each)),
    // What is a command by itself too (runs) takes words of its own in the place of a second one.
    ...commands.filter(isGroup).map((each) => caseOf(`${each.name}|${quoted(`${each.name} `)}*`, each)),
  ]
  const listOf = (group: string) =>
    `COMPREPLY=($(compgen -W ${quoted(secondWords(commands, group).join(' '))} -- "$word")); return`
  const isAlone = (group: string): boolean => commands.some(({ name }) => name === group)
  const seconds = groups.filter((group) => !isAlone(group)).map((group) => `    ${group}) ${listOf(group)} ;;`)
  const either = groups
    .filter(isAlone)
    .map((group) => `  if [[ $command == ${group} && $word != -* ]]; then ${listOf(group)}; fi\n`)
  return `# Completion of keelson for bash.
_keelson() {
  local word=\${COMP_WORDS[COMP_CWORD]} command= options= part
  for part in "\${COMP_WORDS[@]:1:COMP_CWORD-1}"; do
    case $part in -*) ;; *) command="\${command:+$command }$part"; case $command in ${groups.join('|')}) ;; *) break ;; esac ;; esac
  done
${either.join('')}  case $command in
    '') COMPREPLY=($(compgen -W ${quoted(firstWords(commands).join(' '))} -- "$word")); return ;;
${[...seconds, ...cases].join('\n')}
  esac
  if [[ $word == -* ]]; then COMPREPLY=($(compgen -W "$options" -- "$word"))
  else COMPREPLY=($(compgen -f -- "$word")); fi
}
complete -o filenames -F _keelson keelson
`
}

/**
 * Writes the script for zsh, which runs that of bash.
 * @param commands all commands
 */
function zsh(commands: readonly Command[]): string {
  return `#compdef keelson\nautoload -U +X bashcompinit && bashcompinit\n${bash(commands)}`
}

/**
 * Writes the script for fish.
 * @param commands all commands
 */
function fish(commands: readonly Command[]): string {
  const first = firstWords(commands).map((word) => {
    const describe = commands.find((each) => each.name.split(' ')[0] === word)?.describe ?? ''
    return `complete -c keelson -n __fish_use_subcommand -f -a ${word} -d ${quoted(describe)}`
  })
  const second = commands
    .map((each) => each.name.split(' '))
    .filter(([, word]) => word !== undefined)
    .map(([word, next]) => `complete -c keelson -n '__fish_seen_subcommand_from ${word}' -f -a ${next}`)
  const options = commands.flatMap((each) => each.options.map((option) => fishOption(each, option)))
  return `# Completion of keelson for fish.\n${[...first, ...second, ...options].join('\n')}\n`
}

function fishOption(command: Command, option: Option): string {
  const short = option.short === undefined ? '' : ` -s ${option.short}`
  const value = option.type === 'flag' ? '' : ' -r'
  const words = option.choices ?? (option.word === undefined ? [] : [option.word])
  const choices = words.length === 0 ? '' : ` -f -a ${quoted(words.join(' '))}`
  const when = `'__fish_seen_subcommand_from ${command.name.split(' ').at(-1)}'`
  return `complete -c keelson -n ${when} -l ${option.name}${short}${value}${choices} -d ${quoted(option.describe)}`
}

/**
 * Writes the script for PowerShell.
 * @param commands all commands
 */
function powershell(commands: readonly Command[]): string {
  const rows = commands.map((each) => `    ${doubled(each.name)} = @(${optionWords(each).map(doubled).join(', ')})`)
  return `# Completion of keelson for PowerShell.
Register-ArgumentCompleter -Native -CommandName keelson -ScriptBlock {
  param($word, $line, $position)
  $options = @{
${rows.join('\n')}
  }
  $said = @($line.CommandElements | Select-Object -Skip 1 | ForEach-Object { "$_" } | Where-Object { $_ -notlike '-*' -and $_ -ne $word })
  $name = @(($said | Select-Object -First 2) -join ' ', "$($said | Select-Object -First 1)") | Where-Object { $options.ContainsKey($_) } | Select-Object -First 1
  $words = if ($name) { $options[$name] } else { @(${[...new Set(commands.flatMap((each) => each.name.split(' ')))].map(doubled).join(', ')}) }
  $words | Where-Object { $_ -like "$word*" } | ForEach-Object { [System.Management.Automation.CompletionResult]::new($_) }
}
`
}

function firstWords(commands: readonly Command[]): string[] {
  return [...new Set(commands.map((each) => each.name.split(' ')[0] ?? ''))]
}

/** First words that need another one. */
function groupWords(commands: readonly Command[]): string[] {
  return [...new Set(commands.filter((each) => each.name.includes(' ')).map((each) => each.name.split(' ')[0] ?? ''))]
}

function secondWords(commands: readonly Command[], group: string): string[] {
  return commands.filter((each) => each.name.startsWith(`${group} `)).map((each) => each.name.split(' ')[1] ?? '')
}

function optionWords(command: Command): string[] {
  return [...command.options.flatMap(namesOf), 'help'].map((name) => (name.length === 1 ? `-${name}` : `--${name}`))
}

function quoted(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`
}

function doubled(text: string): string {
  return `'${text.replaceAll("'", "''")}'`
}
