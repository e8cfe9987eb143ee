/** What PCRE2 takes and JavaScript's engine does not, beside what stands for it when only the form counts. */
const PCRE_ONLY: [form: RegExp, instead: string][] = [
  [/\(\?#[^)]*\)/g, ''],
  [/\(\*[A-Z_:=0-9]+\)/g, ''],
  [/\(\?[a-zA-Z^-]*:/g, '(?:'],
  [/\(\?(?:[a-zA-Z^]+|[a-zA-Z^]*-[a-zA-Z]+)\)/g, ''],
  [/\(\?[>|]/g, '(?:'],
  [/\(\?(?:P<|')(\w+)[>']/g, '(?<$1>'],
  [/\(\?P=\w+\)|\(\?(?:R|[+-]?\d+|&\w+|P>\w+)\)/g, '(?:)'],
  [/\(\?\((?:[+-]?\d+|<\w+>|'\w+')\)/g, '(?:'],
  [/([*+?}])\+/g, '$1'],
]

/**
 * True when a text compiles as an expression of PCRE2: its own groups, inline options and possessive quantifiers are
 * brought to JavaScript's syntax, whose engine then decides.
 */
export function isRegex(source: string): boolean {
  try {
    new RegExp(toJavaScript(source), '')
    return true
  } catch {
    return false
  }
}

/** Character classes, literals and escapes stay out of the rewriting. */
function toJavaScript(source: string): string {
  const kept: string[] = []
  const bare = source.replace(/\\Q[\s\S]*?(?:\\E|$)|\\[\s\S]|\[\^?\]?(?:\[:\^?\w+:\]|\\[\s\S]|[^\]\\])*\]/g, (part) => {
    kept.push(part.startsWith('\\Q') ? 'x' : asClass(part))
    return `\ue000${kept.length - 1}\ue000`
  })
  const plain = PCRE_ONLY.reduce((text, [form, instead]) => text.replace(form, instead), bare)
  return plain.replace(/\ue000(\d+)\ue000/g, (_, at: string) => kept[Number(at)] ?? '')
}

/** A `]` that comes first is a member, and a named class has its own brackets. */
function asClass(part: string): string {
  if (!part.startsWith('[')) return part
  return part.replace(/^(\[\^?)\]/, '$1\\]').replace(/\[:\^?\w+:\]/g, 'a')
}
