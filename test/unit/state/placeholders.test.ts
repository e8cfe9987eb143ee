import { describe, expect, it } from 'vitest'
import { read, readWell } from './read-text.ts'

const env = {
  DECK_HOST: 'example.com',
  DECK_PORT: '8080',
  DECK_YES: 'yes',
  DECK_EMPTY: '',
  DECK_ODD: `a: b # {[c]} "d" 'e' \${{ env "DECK_HOST" }}`,
  DECK_LINES: 'one\n  two\n\nthree\n',
  DECK_BLANKS: ' 80 \n',
  DECK_BIG: '123456789012345678',
  DECK_FLOAT: '1e3',
  DECK_INT: '+08',
  DECK_BOOL: 'T',
  KEELSON_X: 'mine',
}

const secret = (value: unknown, variable: string) => ({ secret: value, variable })

describe('a placeholder that is the whole of an unquoted value', () => {
  it.each([
    [`a: \${{ env "DECK_HOST" }}`, secret('example.com', 'DECK_HOST')],
    [`a: \${{ env "DECK_PORT" }}`, secret(8080, 'DECK_PORT')],
    [`a: \${{env "DECK_PORT"}} # \${{ env "NONE" }}`, secret(8080, 'DECK_PORT')],
    [`a: \${{ env \`DECK_YES\` }}`, secret(true, 'DECK_YES')],
    [`a: \${{ env "DECK_EMPTY" }}`, secret(null, 'DECK_EMPTY')],
    [`a: \${{ env "DECK_ODD" }}`, secret(env.DECK_ODD, 'DECK_ODD')],
    [`a: \${{ env "DECK_LINES" }}`, secret(env.DECK_LINES, 'DECK_LINES')],
    [`a: \${{ env "DECK_BLANKS" }}`, secret(80, 'DECK_BLANKS')],
    [`a: \${{ env "KEELSON_X" }}`, secret('mine', 'KEELSON_X')],
    [`a: \${{ env "KEELSON_NONE" "fall back" }}`, secret('fall back', 'KEELSON_NONE')],
    [`a: \${{ env "KEELSON_NONE" "12" }}`, secret(12, 'KEELSON_NONE')],
    [`a: \${{ env "DECK_FLOAT" | toFloat }}`, secret(1000, 'DECK_FLOAT')],
    [`a: \${{ toInt (env "DECK_INT") }}`, secret(8, 'DECK_INT')],
    [`a: \${{ env "DECK_BOOL" | toBool }}`, secret(true, 'DECK_BOOL')],
    [`a: \${{ "DECK_PORT" | env }}`, undefined],
    [`a: !!str \${{ env "DECK_PORT" }}`, secret('8080', 'DECK_PORT')],
    [`a: &x \${{ env "DECK_PORT" }}`, secret(8080, 'DECK_PORT')],
    [`{"a": \${{ env "DECK_PORT" }}}`, secret(8080, 'DECK_PORT')],
  ])('%s', async (text, expected) => {
    const { value } = await read(text, env)
    expect(value).toEqual(expected === undefined ? { a: secret(8080, 'DECK_PORT') } : { a: expected })
  })
})

describe('a placeholder in quotes or in a longer value', () => {
  it.each([
    [`a: "\${{ env "DECK_PORT" }}"`, secret('8080', 'DECK_PORT')],
    [`a: '\${{ env "DECK_PORT" }}'`, secret('8080', 'DECK_PORT')],
    [`a: 'it''s \${{ env 'DECK_PORT' }}'`, secret("it's 8080", 'DECK_PORT')],
    [`a: "\\t\${{ env "DECK_ODD" }}\\ue000"`, secret(`\t${env.DECK_ODD}\ue000`, 'DECK_ODD')],
    [`a: \ue000\${{ env "DECK_PORT" }}\ue001`, secret('\ue0008080\ue001', 'DECK_PORT')],
    [`a: 1\${{ env "DECK_PORT" }}`, secret('18080', 'DECK_PORT')],
    [`a: "\${{ env "DECK_INT" | toInt }}"`, secret('8', 'DECK_INT')],
    [`a: \${{ env "DECK_HOST" }}:\${{ env "DECK_PORT" }}/x`, secret('example.com:8080/x', 'DECK_HOST, DECK_PORT')],
    [`a: "\${{ env "DECK_PORT" }}\${{ env "DECK_PORT" }}"`, secret('80808080', 'DECK_PORT')],
    [`a: \${{ env "DECK_HOST" }}\n  more`, secret('example.com more', 'DECK_HOST')],
    [`{"a": "\${{ env "DECK_PORT" }}"}`, secret('8080', 'DECK_PORT')],
    [`{"a": "\${{ env \\"DECK_PORT\\" }}"}`, secret('8080', 'DECK_PORT')],
    [`a: "xx\${{ env "DECK_PORT" }}xx"`, secret('xx8080xx', 'DECK_PORT')],
  ])('%s', async (text, expected) => {
    expect(await readWell(text, env)).toEqual({ a: expected })
  })

  it('stands in lists, mappings and keys of any kind around it', async () => {
    const text = `tags: [ \${{ env "DECK_HOST" }}, "x" ]\nm: {p: \${{ env "DECK_PORT" }}, q: 1}\nl:\n- \${{ env "DECK_PORT" }}\n`
    expect(await readWell(text, env)).toEqual({
      tags: [secret('example.com', 'DECK_HOST'), 'x'],
      m: { p: secret(8080, 'DECK_PORT'), q: 1 },
      l: [secret(8080, 'DECK_PORT')],
    })
  })

  it('is left alone in comments, also those of a block text', async () => {
    const text = `# \${{ env "NONE" }}\na: |\n  # \${{ env "DECK_HOST" }}\n  \${{ env "DECK_HOST" }} # x\nb: 1 # \${{ nonsense\n`
    expect(await readWell(text, env)).toEqual({
      a: secret(`# \${{ env "DECK_HOST" }}\nexample.com # x\n`, 'DECK_HOST'),
      b: 1,
    })
  })
})

describe('a placeholder in a block text', () => {
  it.each([
    [`a: |\n  \${{ env "DECK_LINES" }}\n`, 'one\n  two\n\nthree\n'],
    [`a: |\n  x\n  \${{ env "DECK_LINES" }}\n  y\n`, 'x\none\n  two\n\nthree\n\ny\n'],
    [`a: |-\n  \${{ env "DECK_LINES" }}\n`, 'one\n  two\n\nthree'],
    [`a: |+\n  \${{ env "DECK_LINES" }}\n`, 'one\n  two\n\nthree\n\n'],
    [`a: |-\n  \${{ env "DECK_LINES" | indent 2 }}\n`, 'one\n  two\n\nthree'],
    [`a: |-\n  \${{ env "DECK_LINES" | indent 4 }}\n`, 'one\n    two\n  \n  three\n  '],
    [`a: |-\n  \${{ indent 0 (env "DECK_LINES") }}\n`, 'one\n  two\n\nthree'],
    [`a: >-\n  x\n  \${{ env "DECK_HOST" }}\n`, 'x example.com'],
  ])('%j', async (text, expected) => {
    const { value } = await read(text, env)
    const [[, found]] = Object.entries(value as Record<string, { secret: string }>) as [[string, { secret: string }]]
    expect(found.secret).toBe(expected)
  })
})

describe('what is wrong with a placeholder', () => {
  it.each([
    [
      `a: \${{ env "DECK_NONE" }}`,
      `1:4 error missing-variable: the environment variable DECK_NONE is not set (set DECK_NONE, or give a default: \${{ env "DECK_NONE" "…" }})`,
    ],
    [
      `a: \${{ env "HOME" }}`,
      '1:4 error placeholder-variable: "HOME" may not be read: only variables that begin with DECK_ or KEELSON_ may (rename it, say to KEELSON_HOME)',
    ],
    [
      `a: \${{ foo "x" }}`,
      '1:8 error placeholder-syntax: a placeholder has no function "foo" (it knows env, toBool, toInt, toFloat, indent)',
    ],
    [
      `a: \${{ env DECK_HOST }}`,
      '1:12 error placeholder-syntax: a placeholder has no function "DECK_HOST" (it knows env, toBool, toInt, toFloat, indent)',
    ],
    [
      `a: \${{ env }}`,
      `1:8 error placeholder-syntax: "env" is not given what it needs (write it as \${{ env "DECK_HOST" }})`,
    ],
    [
      `a: \${{ env "DECK_HOST" | indent }}`,
      `1:26 error placeholder-syntax: "indent" is not given what it needs (write it as \${{ env "DECK_CERT" | indent 8 }})`,
    ],
    [
      `a: \${{ env "DECK_HOST" | }}`,
      `1:26 error placeholder-syntax: the end of the placeholder comes too early (write it as \${{ env "DECK_HOST" }})`,
    ],
    [
      `a: \${{ }}`,
      `1:8 error placeholder-syntax: the end of the placeholder comes too early (write it as \${{ env "DECK_HOST" }})`,
    ],
    [
      `a: \${{ env "DECK_HOST }}`,
      `1:12 error placeholder-syntax: a quote in this placeholder is not closed (write the name in double quotes: \${{ env "DECK_HOST" }})`,
    ],
    [`a: \${{ env "DECK_HOST"`, '1:4 error placeholder-syntax: this placeholder is not closed (close it with }})'],
    [
      `l:\n- a: \${{ env "DECK_HOST"\n- b: \${{ env "DECK_HOST" }}`,
      '2:6 error placeholder-syntax: this placeholder is not closed (close it with }})',
    ],
    [
      `a: \${{ env "DECK_HOST"\nb: 1\nc: {d: {}}`,
      '1:4 error placeholder-syntax: this placeholder is not closed (close it with }})',
    ],
    [
      `a: \${{ env "DECK_HOST" | toInt }}`,
      '1:4 error placeholder-value: the value of DECK_HOST is not a whole number up to 2^53, as toInt needs (set it to a whole number up to 2^53, or leave toInt out)',
    ],
    [
      `a: \${{ env "DECK_HOST" | toBool }}`,
      '1:4 error placeholder-value: the value of DECK_HOST is not true or false, as toBool needs (set it to true or false, or leave toBool out)',
    ],
    [
      `a: \${{ env "DECK_BIG" }}`,
      '1:4 error number-too-large: the value of DECK_BIG is beyond 2^53: the gateway cannot hold it exactly (quote it if it is meant as text)',
    ],
    [
      `\${{ env "DECK_HOST" }}: 1`,
      '1:1 error invalid-key: a placeholder cannot be a key: a value from the environment is never structure (write key: value, and put a key with special characters in quotes)',
    ],
    [
      `a: {<<: \${{ env "DECK_HOST" }}}`,
      '1:5 error invalid-merge: << needs a mapping, or a list of mappings (write <<: *name)',
    ],
    [
      `a: &\${{ env "DECK_HOST" }} x`,
      '1:5 error placeholder-position: a placeholder cannot be an anchor or a tag (use it for a value)',
    ],
    [
      `\${{ env "DECK_HOST" }}`,
      '1:1 error not-a-mapping: a state file is a mapping, and this is a single value (begin with _format_version: "3.0", then services: and so on)',
    ],
  ])('%s', async (text, expected) => {
    expect(await read(text, env)).toEqual({ value: undefined, lines: [`<stdin>:${expected}`] })
  })

  it('never shows a value', async () => {
    const values = { DECK_S: 'hunter2-secret: [', DECK_T: '99999999999999999999' }
    const text = `a: \${{ env "DECK_S" | toInt }}\nb: \${{ env "DECK_T" }}\nc: !!int \${{ env "DECK_S" }}\n\${{ env "DECK_S" }}: 1\n`
    const { lines } = await read(text, values)
    expect(lines).toHaveLength(4)
    expect(lines.join('\n')).not.toMatch(/hunter2|9999/)
  })

  it('is no error where variables may be missing: one warning for each', async () => {
    const text = `a: \${{ env "DECK_NONE" }}\nb: "x\${{ env "DECK_NONE" | toInt }}"\nc: \${{ env "DECK_HOST" }}\${{ env "DECK_N2" }}\n`
    expect(await read(text, env, 'unknown')).toEqual({
      value: {
        a: secret('unknown', 'DECK_NONE'),
        b: secret('unknown', 'DECK_NONE'),
        c: secret('unknown', 'DECK_HOST, DECK_N2'),
      },
      lines: [
        '<stdin>:1:4 warning missing-variable: the environment variable DECK_NONE is not set; its value, asked for 2 times, is not checked (set DECK_NONE to check it too)',
        '<stdin>:3:26 warning missing-variable: the environment variable DECK_N2 is not set; its value, asked for once, is not checked (set DECK_N2 to check it too)',
      ],
    })
  })
})
