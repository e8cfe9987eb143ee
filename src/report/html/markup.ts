/** HTML that is whole and safe to be put into a page. */
export class Markup {
  readonly text: string

  constructor(text: string) {
    this.text = text
  }
}

/** What may stand in a template: texts are escaped, markup is not; undefined and false leave nothing. */
export type Part = Markup | string | number | false | undefined | readonly Part[]

/**
 * Builds HTML from a template literal, so that nothing gets into a page unescaped by mistake.
 * @param texts the template's own text
 * @param parts what stands between, for content and for attribute values in double quotes
 */
export function markup(texts: TemplateStringsArray, ...parts: readonly Part[]): Markup {
  return new Markup(texts.map((text, index) => text + written(parts[index])).join(''))
}

function written(part: Part): string {
  if (part === undefined || part === false) return ''
  if (part instanceof Markup) return part.text
  if (typeof part === 'object') return part.map(written).join('')
  return String(part).replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`)
}

/**
 * Puts data into a page as a script that is never run.
 * @param id by which the page's own script finds it
 * @param data plain data
 * @returns JSON in which nothing can end the element or begin a comment
 */
export function inertData(id: string, data: unknown): Markup {
  const json = JSON.stringify(data).replaceAll('<', '\\u003c')
  return markup`<script type="application/json" id="${id}">${new Markup(json)}</script>`
}
