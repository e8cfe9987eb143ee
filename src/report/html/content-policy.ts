import { createHash } from 'node:crypto'

/**
 * Writes the policy of a page: nothing is loaded, nothing is sent, and only these very texts run.
 * @param page its style, and its script where it has one
 */
export function contentPolicy({ script, style }: { script?: string; style: string }): string {
  const rules = [
    "default-src 'none'",
    ...(script === undefined ? [] : [`script-src ${hashOf(script)}`]),
    `style-src ${hashOf(style)}`,
    "base-uri 'none'",
    "form-action 'none'",
  ]
  return rules.join('; ')
}

const hashOf = (text: string): string => `'sha256-${createHash('sha256').update(text).digest('base64')}'`
