const PLACEHOLDER = /\$\{\{\s*env\s+"([^"]*)"(?:\s+"((?:[^"\\]|\\.)*)")?\s*\}\}/g

/** A value of keelson.yaml after its placeholders were filled in. */
export interface Expanded {
  text: string
  /** Variables that are not set and have no fallback. */
  missing: string[]
  /** Whether there was a placeholder. */
  filled: boolean
}

/**
 * Fills `${{ env "X" }}` and `${{ env "X" "fallback" }}` in a value of keelson.yaml. A value cannot bring in structure, for the
 * YAML is parsed already.
 * @param text the scalar as parsed
 * @param env environment variables
 * @returns the text with values in place of placeholders, and what was missing
 */
export function expand(text: string, env: Readonly<Record<string, string | undefined>>): Expanded {
  const missing: string[] = []
  let filled = false
  const result = text.replace(PLACEHOLDER, (_all, name: string, fallback: string | undefined) => {
    filled = true
    const value = env[name] ?? unquote(fallback)
    if (value === undefined) missing.push(name)
    return value ?? ''
  })
  return { text: result, missing, filled }
}

/**
 * Tells whether a scalar of keelson.yaml has a placeholder that can be read.
 * @param text the scalar as parsed
 */
export function hasPlaceholder(text: string): boolean {
  return text.search(PLACEHOLDER) >= 0
}

function unquote(text: string | undefined): string | undefined {
  return text?.replace(/\\(.)/g, '$1')
}
