import { shown } from './connection.ts'
import { exclusionInForce, protectedInForce } from './exclusion-in-force.ts'
import { headersInForce } from './headers-in-force.ts'
import type { Setting, Settings } from './settings.ts'

/**
 * Tells each setting in force and its source, for --verbose. Secrets are masked and addresses lose their user part.
 * @param settings the settings in force
 * @param withHeaders false for a command that talks to nobody
 * @returns lines without an end of line
 */
export function explain(settings: Settings, withHeaders: boolean): string[] {
  const headers = withHeaders ? headersInForce(settings) : []
  return [
    ...settings.all.filter((each) => !withHeaders || each.option.name !== 'kong-admin-token').map(line),
    ...(settings.has('exclude') ? exclusionInForce(settings) : []).map(
      (each) => `${each.list} ${each.text}  from ${each.from}`,
    ),
    ...(settings.has('protect') ? protectedInForce(settings) : []).map((entry) => `protect ${entry}`),
    ...headers.map((each) => `header ${each.name} = (secret)  from ${each.from}`),
  ]
}

function line(setting: Setting): string {
  const { option, value, from } = setting
  const text = option.secret === true ? '(secret)' : readable(option.name, value)
  return `${option.name} = ${text}  from ${from}`
}

function readable(name: string, value: Setting['value']): string {
  const text = Array.isArray(value) ? value.join(', ') : String(value)
  return name === 'addr' ? shown(text) : text
}
