/** What a YAML error is called here, and what to do about it. */
export interface Trouble {
  code: string
  message: string
  hint: string
}

const UNCLOSED_QUOTE = 'look for the opening quote above; a quote inside a quoted text is written twice or escaped'
const INDENTATION = 'indent the entries of one mapping or list by the same number of spaces'
const BLOCK = 'after | or > stands nothing but -, + or a digit'

/** js-yaml 5's reasons by their beginnings, in our words. */
const TROUBLES: readonly (readonly [beginning: string, message: string, hint: string])[] = [
  ['null byte', 'a NUL character, as binary files have', 'give a text file'],
  ['the stream contains non-printable', 'a control character', 'write it as an escape in double quotes'],
  ['expected valid JSON character', 'a control character in a quoted text', 'write it as an escape in double quotes'],
  ['nesting exceeded', 'nested too deeply', 'no state file needs this many levels'],
  ['tab characters', 'a tab in the indentation', 'indent with spaces'],
  ['unexpected end of the stream within a double quoted', 'a double quote is not closed', UNCLOSED_QUOTE],
  ['unexpected end of the document within a double', 'a double quote is not closed', UNCLOSED_QUOTE],
  ['unexpected end of the stream within a single quoted', 'a single quote is not closed', UNCLOSED_QUOTE],
  ['unexpected end of the document within a single', 'a single quote is not closed', UNCLOSED_QUOTE],
  ['unexpected end of the stream within a flow', 'a [ or { is not closed', 'close it with ] or }'],
  ['missed comma', 'a comma is missing in a [ ] list or a { } mapping', 'put , between the entries'],
  ['expected the node content', 'a comma too many', 'leave it out'],
  ['deficient indentation', 'a quote, [ or { above is not closed, or this line is indented too little', UNCLOSED_QUOTE],
  ['bad indentation of a sequence', 'a list item is indented differently from those above it', INDENTATION],
  [
    'bad indentation of a mapping',
    'the indentation fits nothing above it',
    `${INDENTATION}; quote a value that holds ": "`,
  ],
  ['can not read a block mapping entry', 'a key runs over several lines', 'is a ":" missing in the line before?'],
  ["expected ':'", 'a ":" is missing after a key', 'write key: value'],
  ['a whitespace character is expected', 'a space is missing after ":"', 'write key: value'],
  ['unknown escape', 'a backslash escape that YAML does not know', 'use single quotes, or write \\\\ for a backslash'],
  [
    'expected hexadecimal',
    'a \\x or \\u escape without its digits',
    'use single quotes, or write \\\\ for a backslash',
  ],
  ['a line break is expected', 'text on the line of | or >', BLOCK],
  ['bad explicit indentation width', 'a block text cannot be indented by 0', BLOCK],
  ['repeat of', 'a block text is described twice', BLOCK],
  ['end of the stream or a document', 'text that belongs to nothing above it', INDENTATION],
  ['alias node should not', 'an alias cannot carry an anchor or tag', 'leave & or ! out before *'],
  ['name of an a', 'an anchor or alias without a name', 'quote a text that begins with & or *'],
  ['duplication of a', 'two anchors, tags or directives on one value', 'leave one out'],
]

const NOT_PLAIN = /^[%@`]/

/**
 * Puts a YAML error in our words. In: js-yaml's reason, and the line on which it stands up to and from the place.
 * Out: code, reason and hint; nothing of the file but single characters is repeated.
 */
export function explainYaml(reason: string, before: string, after: string): Trouble {
  const code = 'yaml-syntax'
  if (/^ *\t/.test(before) || (before.trim() === '' && after.startsWith('\t')))
    return { code, message: 'a tab in the indentation', hint: 'indent with spaces' }
  const first = NOT_PLAIN.exec(after)?.[0]
  if (first) return { code, message: `a text cannot begin with ${first}`, hint: 'put it in quotes' }
  if (reason.startsWith('bad indentation of a mapping') && before.trim() !== '') return { code, ...explainRest(after) }
  const row = TROUBLES.find(([beginning]) => reason.startsWith(beginning))
  if (row) return { code, message: row[1], hint: row[2] }
  return { code, message: 'this is not YAML that can be read', hint: 'quote the text if it holds special characters' }
}

function explainRest(after: string): Omit<Trouble, 'code'> {
  if (after === '-')
    return { message: 'a list cannot begin here', hint: 'begin it on a line of its own, or quote the text' }
  return { message: 'more text after the value', hint: 'put a value that holds ": " in quotes' }
}
