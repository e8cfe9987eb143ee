import { element } from './element.ts'
import type { Graph } from './graph.ts'

/**
 * Makes what chooses among several drawings.
 * @param graph all that there is
 * @param draw shows one of its drawings, by its number from 0
 */
export function partChoice(graph: Graph, draw: (part: number) => void): HTMLElement {
  const options = graph.parts.map((_, part) => element('option', { value: part }, titleOf(graph, part)))
  const select = element('select', { id: 'part' }, ...options)
  const step = (title: string, by: number) => {
    const made = element('button', { type: 'button' }, title)
    made.addEventListener('click', () => show(select.selectedIndex + by))
    return made
  }
  const [earlier, later] = [step('Previous', -1), step('Next', 1)]
  const show = (part: number) => {
    select.selectedIndex = part
    const focused = document.activeElement
    earlier.disabled = part === 0
    later.disabled = part === options.length - 1
    // A button that cannot be pressed any more loses the focus.
    if (focused instanceof HTMLButtonElement && focused.disabled) select.focus()
    draw(part)
  }
  select.addEventListener('change', () => show(select.selectedIndex))
  earlier.disabled = true
  return element('div', { class: 'parts' }, element('label', { for: 'part' }, 'Drawing'), select, earlier, later)
}

/** Which of all it is, and the first entity in it. */
function titleOf({ parts, boxes, entities }: Graph, part: number): string {
  const { kind = '', label = '' } = entities[boxes[parts[part]?.[0] ?? -1]?.entities[0] ?? -1] ?? {}
  return `${(part + 1).toLocaleString('en')} of ${parts.length.toLocaleString('en')}, from ${kind} ${label}`
}
