type Attributes = Readonly<Record<string, string | number | boolean | undefined>>

/** What goes into an element; undefined and false leave nothing. */
export type Child = Node | string | undefined | false

/**
 * Makes an element. Texts go in as texts, so nothing that they hold is ever read as markup.
 * @param tag its name
 * @param attributes by name; true sets one without a value, false and undefined leave it out
 * @param children in their order
 */
export function element<Tag extends keyof HTMLElementTagNameMap>(
  tag: Tag,
  attributes: Attributes = {},
  ...children: readonly Child[]
): HTMLElementTagNameMap[Tag] {
  return filled(document.createElement(tag), attributes, children)
}

const SVG = 'http://www.w3.org/2000/svg'

/**
 * Makes an element of a drawing.
 * @param tag its name
 * @param attributes by name
 * @param children in their order
 */
export function drawn<Tag extends keyof SVGElementTagNameMap>(
  tag: Tag,
  attributes: Attributes = {},
  ...children: readonly Child[]
): SVGElementTagNameMap[Tag] {
  return filled(document.createElementNS(SVG, tag), attributes, children)
}

function filled<Made extends Element>(made: Made, attributes: Attributes, children: readonly Child[]): Made {
  for (const [name, value] of Object.entries(attributes)) {
    if (value !== undefined && value !== false) made.setAttribute(name, value === true ? '' : String(value))
  }
  for (const child of children) if (child !== undefined && child !== false) made.append(child)
  return made
}
