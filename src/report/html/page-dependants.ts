import type { Dependants } from '../../model/dependants.ts'
import type { Review, ReviewedPlan } from '../../model/review.ts'
import { printable } from '../printable.ts'
import type { PageData, PageDependant, PageMore } from './page-data.ts'

/** What the page is told beside the changes. */
type Hanging = Omit<PageData, 'changes'>

/**
 * Gives what stays as it is and depends on the changes of a review, as the page's script reads it.
 * @param review whose changes stand in the page in the order of its plans
 * @returns lists that would be empty are left out
 */
export function pageDependants({ plans }: Pick<Review, 'plans'>): Hanging {
  const [entities, more, unread] = [[] as PageDependant[], [] as PageMore[], new Set<string>()]
  let start = 0
  for (const reviewed of plans) {
    const { plan, dependants } = reviewed
    if (dependants) {
      const places = placesOf(reviewed, start)
      const above = entities.length
      for (const each of dependants.entities) entities.push(entityOf(each, reviewed, places, above))
      for (const each of dependants.more) more.push(moreOf(each, places, above))
      for (const section of dependants.unread) unread.add(printable(section))
    }
    start += plan.changes.length
  }
  return {
    ...(entities.length > 0 && { dependants: entities }),
    ...(more.length > 0 && { more }),
    ...(unread.size > 0 && { unread: [...unread] }),
    ...(plans.some(isUntold) && { untold: true }),
  }
}

/** Where the changes of a plan stand in the page, by their ids. */
type Places = ReadonlyMap<string, number>

const placesOf = ({ plan }: ReviewedPlan, start: number): Places =>
  new Map(plan.changes.map(({ id }, index) => [id, start + index]))

const isUntold = ({ plan, dependants }: ReviewedPlan): boolean => plan.changes.length > 0 && dependants === undefined

function entityOf(
  { kind, label, changes, entities }: Dependants['entities'][number],
  { workspace }: ReviewedPlan,
  places: Places,
  above: number,
): PageDependant {
  const own = changes.flatMap((id) => places.get(id) ?? [])
  return {
    kind: printable(kind),
    label: printable(label),
    ...(workspace !== undefined && { workspace: printable(workspace) }),
    ...(own.length > 0 && { changes: own }),
    ...(entities.length > 0 && { entities: entities.map((index) => above + index) }),
  }
}

function moreOf({ kind, count, change, entity }: Dependants['more'][number], places: Places, above: number): PageMore {
  const place = change === undefined ? undefined : places.get(change)
  return {
    kind: printable(kind),
    count,
    ...(place !== undefined && { change: place }),
    ...(entity !== undefined && { entity: above + entity }),
  }
}
