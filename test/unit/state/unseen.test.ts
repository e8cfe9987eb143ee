import { expect, it } from 'vitest'
import { openJson, UNSEEN } from '../../../src/model/unseen.ts'
import { printable } from '../../../src/report/printable.ts'
import { toYaml } from '../../../src/state/yaml-writer.ts'

it('stands in dumps, reports and messages as an escape', () => {
  const isUnseen = new RegExp(`[${UNSEEN}]`)
  const all = Array.from({ length: 0x10000 }, (_, code) => String.fromCharCode(code)).filter((each) =>
    isUnseen.test(each),
  )
  expect(all).toHaveLength(17)
  for (const character of all) {
    const written = `a\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}b`
    const text = `a${character}b`
    expect([toYaml({ name: text }), openJson(JSON.stringify(text)), printable(text)]).toEqual([
      `name: "${written}"\n`,
      `"${written}"`,
      written,
    ])
  }
})
