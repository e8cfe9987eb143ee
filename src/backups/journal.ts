import type { Journal, JournalLine } from '../model/run.ts'
import type { Log } from '../model/store.ts'

/**
 * Opens the journal of a run on a log. A begin resolves once its line is safe; an end is handed over and not waited for, since
 * a write without one is looked up at the controller.
 * @param log where the lines go; whoever opened it closes it
 */
export function openJournal(log: Log): Journal {
  let count = 0
  const text = (line: JournalLine): string => JSON.stringify(line)
  return {
    async begin({ id: step, action, entityId: id, restores }, workspace) {
      const number = ++count
      // What is not there is not written.
      await log.append(text({ begin: number, step, workspace, id, action, restores, at: now() }))
      return number
    },
    end(number, { state, reason, uncertain }) {
      // A log that takes no more lines says so at the next begin.
      log.note(text({ end: number, state, reason, uncertain, at: now() }))
    },
  }
}

const shown = { second: 0, text: '' }

/** Many lines are of one second. */
function now(): string {
  const at = Date.now()
  const past = at % 1000
  if (at - past !== shown.second) {
    shown.second = at - past
    shown.text = new Date(at).toISOString().slice(0, -4)
  }
  return `${shown.text}${String(past).padStart(3, '0')}Z`
}
