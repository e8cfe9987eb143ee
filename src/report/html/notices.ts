import type { Diagnostic } from '../../model/diagnostic.ts'
import type { Review } from '../../model/review.ts'
import { type Located, located } from '../diagnostics-text.ts'
import { printable } from '../printable.ts'
import { inWorkspace } from '../workspaces-text.ts'
import { type Markup, markup } from './markup.ts'

/** More than these are folded: the changes must stay in reach. */
const OPEN = 5

/**
 * Writes what a reviewer has to know before anything else: what ended the run, what the guards have against it, and
 * warnings, each with its place and hint.
 * @param review what is to be looked at
 */
export function notices({ plans, problems }: Review): Markup {
  const failures = plans.filter(({ failure }) => failure !== undefined)
  const found = (pick: 'refusals' | 'warnings') =>
    plans.flatMap((each) => inWorkspace(located(each[pick]), plans.length > 1 ? each.workspace : undefined))
  const [errors, remarks] = parted(found('warnings'))
  return markup`${notice('error', 'Problems', [...located(problems), ...errors])}${notice(
    'error',
    'No plan for these workspaces',
    failures.map(({ workspace = '', failure = '' }) => error(`workspace ${workspace}: ${failure}`)),
  )}${notice('error', 'Refused by the guards', found('refusals'))}${notice('warning', 'Warnings', remarks)}`
}

const error = (message: string): Located => ({ level: 'error', code: 'no-plan', message })

function parted(diagnostics: readonly Located[]): [Located[], Located[]] {
  const is = (level: Diagnostic['level']) => diagnostics.filter((each) => each.level === level)
  return [is('error'), is('warning')]
}

function notice(level: Diagnostic['level'], title: string, list: readonly Located[]): Markup {
  if (list.length === 0) return markup``
  const rest = list.slice(OPEN)
  return markup`<section class="notice ${level}">
<h2 class="title">${title} <span class="count">${list.length}</span></h2>
<ul>${list.slice(0, OPEN).map(entry)}</ul>${
    rest.length > 0 &&
    markup`
<details><summary>${rest.length} more</summary><ul>${rest.map(entry)}</ul></details>`
  }
</section>
`
}

function entry({ file, line, column, path, message, hint }: Located): Markup {
  const where = [[file, line, column].filter((part) => part !== undefined).join(':'), path].filter(Boolean).join(' ')
  return markup`<li>${printable(message)}${where !== '' && markup` <code class="where">${printable(where)}</code>`}${
    hint !== undefined && markup` <span class="hint">— ${printable(hint)}</span>`
  }</li>`
}
