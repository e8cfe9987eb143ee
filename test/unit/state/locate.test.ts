import { describe, expect, it } from 'vitest'
import { load } from './read-text.ts'

type Path = (string | number)[]

async function spots(text: string, paths: Path[], document?: number): Promise<string[]> {
  const { locate } = await load(text)
  return paths.map((path) => {
    const { line, column } = locate({ file: '<stdin>', path, ...(document === undefined ? {} : { document }) })
    return `${line}:${column}`
  })
}

describe('the position of a node', () => {
  it('is that of a scalar value, of the key of lists and mappings, of items', async () => {
    const text = [
      'services:',
      '- name: a',
      '  port: 99999',
      '  tags: [x, "y"]',
      '  lua: |',
      '    code',
      '  none:',
      '- {name: b, "port": 2}',
    ].join('\n')
    const paths: Path[] = [
      ['services'],
      ['services', 0],
      ['services', 0, 'name'],
      ['services', 0, 'port'],
      ['services', 0, 'tags'],
      ['services', 0, 'tags', 1],
      ['services', 0, 'lua'],
      ['services', 0, 'none'],
      ['services', 1],
      ['services', 1, 'port'],
    ]
    expect(await spots(text, paths)).toEqual(['1:1', '2:3', '2:9', '3:9', '4:3', '4:13', '5:3', '7:3', '8:3', '8:21'])
  })

  it('is that of the dash for an item that is nothing else', async () => {
    const text = [
      'services:',
      '  -',
      '  - name: a',
      '    tags:',
      '    -',
      '    - ',
      '    - x',
      '    -',
      '  -  # nothing',
      '  # - not this',
      '  -',
      '  - lua: |',
      '      - code',
      '    url: "u"',
      '  - ',
    ]
    const items = [0, 2, 3, 5].map((index): Path => ['services', index])
    const paths = [...items, ...[0, 1, 3].map((index): Path => ['services', 1, 'tags', index])]
    const found = ['2:3', '9:3', '11:3', '15:3', '5:5', '6:5', '8:5']
    expect(await spots(text.join('\n'), paths)).toEqual(found)
    expect(await spots(text.join('\r\n'), paths)).toEqual(found)
    expect(
      await spots('l:\n- - x\n  -\n-\n', [
        ['l', 0, 1],
        ['l', 1],
      ]),
    ).toEqual(['3:3', '4:1'])
    expect(
      await spots('l:\n- # a\n- &a\n- *a\n-\n', [
        ['l', 0],
        ['l', 1],
        ['l', 3],
      ]),
    ).toEqual(['2:1', '3:1', '5:1'])
  })

  it('is that of what is nearest around it where there is no such node', async () => {
    const paths: Path[] = [[], ['x'], ['a', 'x'], ['a', 'b', 'c'], ['l', 7], ['l', 0, 'x']]
    expect(await spots('a:\n  b: 1\nl:\n- c: 1\n', paths)).toEqual(['1:1', '1:1', '1:1', '2:6', '3:1', '4:3'])
  })

  it('is where the text is for what came by an alias or a merge', async () => {
    const text = 'd: &d\n  x: 1\n  u: 2\ne: &e {x: 3, z: 4}\ns:\n- <<: *d\n  u: 5\n- <<: [*e, *d]\nt: *d\n'
    const paths: Path[] = [['s', 0, 'x'], ['s', 0, 'u'], ['s', 1, 'x'], ['s', 1, 'u'], ['t'], ['t', 'u']]
    expect(await spots(text, paths)).toEqual(['2:6', '7:6', '4:11', '3:6', '9:4', '3:6'])
  })

  it('is found in JSON, in other documents, with placeholders and with Windows line ends', async () => {
    expect(await spots('{\t"a": [\r\n\t{"b": 1,\r\n"c": "x"}]}', [['a', 0, 'c'], ['a']])).toEqual(['3:6', '1:3'])
    expect(await spots('a: 1\n---\n\na: 2\n', [['a']], 1)).toEqual(['4:4'])
    expect(
      await spots(`a: \${{ env "KEELSON_A" "x" }}\nb: [\${{ env "KEELSON_B" "y" }}, 2]\n`, [['b', 1], ['a']]),
    ).toEqual(['2:33', '1:4'])
    expect(await spots('a: 1\r\nb:\r\n  c: 2\r\n', [['b', 'c']])).toEqual(['3:6'])
  })

  it('is found by the key as it is read', async () => {
    expect(await spots('010: x\nyes: y\n', [['8'], ['true']])).toEqual(['1:6', '2:6'])
  })

  it('is the beginning for a file that was not read', async () => {
    const { locate } = await load('a: 1\n')
    expect(locate({ file: 'other.yaml', path: ['a'] })).toEqual({ file: 'other.yaml', line: 1, column: 1 })
  })
})
