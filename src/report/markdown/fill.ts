import type { Change } from '../../model/change.ts'
import { changeLines, type Detail, type Known } from './change-lines.ts'
import { FOLD_ABOVE, fenced, fenceFor } from './escape.ts'
import type { Entry, Group } from './groups.ts'

/** What stands under one heading. */
export interface Section {
  /** Markdown of one line. */
  title: string
  groups: Group[]
  known: Known
}

/** How the changes are written. */
export interface Manner {
  detail: Detail
  /** After so many changes that are too long for what room is left, no more are tried. */
  tries: number
}

/** As much as there was room for. */
export interface Filled {
  text: string
  /** The changes that found no room. */
  cut: Change[]
  /** Those that are there in part. */
  shortened: Change[]
}

/** With less room than this nothing more is tried, characters. */
const LEAST_ROOM = 200
/** Tags, blank lines and the language of a group, with room to spare. */
const FRAME = 130

/**
 * Writes sections until the room is used up. A change is written whole or not at all.
 * @param sections in order of importance
 * @param room characters (UTF-16)
 * @param manner how much is told of each change
 */
export function fill(sections: readonly Section[], room: number, manner: Manner): Filled {
  const pieces: string[] = []
  const cut: Change[] = []
  const shortened: Change[] = []
  const pen = { ...manner }
  let left = room
  for (const { title, groups, known } of sections) {
    const head = `\n${title}\n`
    let isOpen = false
    for (const group of groups) {
      const space = left - (isOpen ? 0 : head.length)
      const { text, missing, partial } = written(group, space, known, pen)
      for (const change of missing) cut.push(change)
      for (const change of partial) shortened.push(change)
      if (text === '') continue
      const piece = isOpen ? text : head + text
      isOpen = true
      pieces.push(piece)
      left -= piece.length
    }
  }
  return { text: pieces.join(''), cut, shortened }
}

interface Account {
  missing: Change[]
  partial: Change[]
}

type Written = Account & { text: string }
type Lines = Account & { lines: string[] }

function written(group: Group, room: number, known: Known, pen: Manner): Written {
  const { lines, ...account } = linesOf(group.entries, room - group.title.length - FRAME, known, pen)
  const { missing } = account
  const count = group.entries.filter(({ change }) => change !== undefined).length
  if (missing.length === count) return { text: '', ...account }
  const some = missing.length > 0 ? `, of which ${count - missing.length} are shown` : ''
  const open = lines.length > FOLD_ABOVE ? '' : ' open'
  const block = fenced(lines, 'diff').join('\n')
  const text = `\n<details${open}><summary>${group.title}${some}</summary>\n\n${block}\n\n</details>\n`
  return { text, ...account }
}

/** Counts in the pen what found no room. */
function linesOf(entries: readonly Entry[], room: number, known: Known, pen: Manner): Lines {
  const lines: string[] = []
  const missing: Change[] = []
  const partial: Change[] = []
  let above: Entry[] = []
  let left = room
  for (const entry of entries) {
    const { change, depth } = entry
    above = above.filter((each) => each.depth < depth)
    if (change === undefined) above.push(entry)
    else {
      const told = pen.tries > 0 && left > LEAST_ROOM ? changeLines(change, depth, known, pen.detail) : undefined
      const own = told ? [...above.map(headingLine), ...told.lines] : []
      const size = sizeOf(own)
      if (told && size <= left) {
        for (const line of own) lines.push(line)
        if (!told.isWhole) partial.push(change)
        left -= size
        above = []
      } else {
        missing.push(change)
        pen.tries--
      }
    }
  }
  return { lines, missing, partial }
}

function headingLine({ depth, heading = '' }: Entry): string {
  return `  ${'  '.repeat(depth)}${heading}`
}

/** Both fences grow with what they hold, so each piece pays for them. */
function sizeOf(lines: readonly string[]): number {
  return lines.reduce((sum, line) => sum + line.length + 1, 2 * (fenceFor(lines).length - 3))
}
