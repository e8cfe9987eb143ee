import type { Detail } from './change-lines.ts'

/** Of longer texts than this, what they have in common is left out however much room there is. */
const ALIKE = 160

/** Lines of a change, characters of a value, lines of a text; an update of a field takes two lines. */
type Measure = readonly [lines: number, characters: number, texts: number]

const MEASURES: readonly Measure[] = [
  [4000, 16_000, 2000],
  [2000, 8000, 1000],
  [1000, 4000, 500],
  [500, 2000, 250],
  [250, 1000, 120],
  [100, 400, 60],
  [50, 250, 30],
  [32, 160, 20],
  [24, 160, 16],
  [16, 130, 12],
  [12, 120, 10],
  [10, 110, 8],
  [8, 100, 8],
  [6, 90, 6],
  [4, 80, 4],
]

/** Nothing is left out of a change. */
export const WHOLE: Detail = { limits: { alike: ALIKE }, lines: Number.POSITIVE_INFINITY }

/** Less than this is told of no change; there are whole changes left out rather. */
export const LITTLE: Detail = detailOf([2, 80, 2])

/** How much is told of each change where not all has room, from much to little. */
export const DETAILS: readonly Detail[] = [...MEASURES.map(detailOf), LITTLE]

function detailOf([lines, characters, texts]: Measure): Detail {
  return { limits: { characters, lines: texts, alike: Math.min(characters, ALIKE) }, lines }
}
