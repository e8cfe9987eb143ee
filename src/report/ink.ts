/** How much colour the output takes: none, 16 colours, 256 colours, all. */
export type Colour = 0 | 1 | 2 | 3

type Paint = (text: string) => string

/** Colours by what they mean; they only underline what the words say. Painted text is not painted again. */
export interface Ink {
  create: Paint
  update: Paint
  replace: Paint
  delete: Paint
  faint: Paint
  strong: Paint
  error: Paint
  warning: Paint
  good: Paint
}

/** What begins and what ends a style (ECMA-48, select graphic rendition). */
const STYLES = {
  red: [31, 39],
  green: [32, 39],
  yellow: [33, 39],
  magenta: [35, 39],
  bold: [1, 22],
  dim: [2, 22],
} as const

type Style = keyof typeof STYLES

/**
 * Mixes the colours for a stream.
 * @param colour what the stream takes; 0 leaves every text as it is, and every other has the basic colours
 * @returns a function for each meaning
 */
export function ink(colour: Colour): Ink {
  const paint = (...styles: Style[]): Paint => (colour === 0 ? (text) => text : painter(styles))
  return {
    create: paint('green'),
    update: paint('yellow'),
    replace: paint('magenta'),
    delete: paint('red'),
    faint: paint('dim'),
    strong: paint('bold'),
    error: paint('red', 'bold'),
    warning: paint('yellow'),
    good: paint('green'),
  }
}

function painter(styles: readonly Style[]): Paint {
  const open = styles.map((style) => `\u001b[${STYLES[style][0]}m`).join('')
  const close = styles.map((style) => `\u001b[${STYLES[style][1]}m`).reverse()
  return (text) => (text === '' ? '' : `${open}${text}${close.join('')}`)
}
