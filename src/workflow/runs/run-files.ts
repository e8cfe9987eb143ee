import { randomBytes } from 'node:crypto'
import type { RunHead } from '../../model/run.ts'

/**
 * Names a run that starts now: an id that sorts by time, and the name of its backup, both in UTC.
 * @param now when
 */
export function namesOfRun(now: Date): Pick<RunHead, 'id' | 'name' | 'started'> {
  const started = now.toISOString()
  const [year, month, day, ...time] = started.split(/\D/)
  const clock = time.slice(0, 3)
  // The first half of what looks random are the milliseconds, so that runs of one second sort too.
  const tail = `${now.getUTCMilliseconds().toString(16).padStart(3, '0')}${randomBytes(2).toString('hex').slice(1)}`
  return {
    id: `${year}${month}${day}T${clock.join('')}Z-${tail}`,
    name: `Pre-Restore Configuration ${month}-${day}-${year} ${clock.join('-')}`,
    started,
  }
}

/** What is said of a backup in its first lines. */
export function backupHead({ id, name, command, target, backup }: RunHead): string {
  const what =
    backup === 'full'
      ? 'All that this run was about, as it was before; keelson sync puts it back.'
      : 'What this run could change, as it was before; keelson apply puts it back.'
  return `# ${name}\n# Run ${id}: keelson ${command}, ${target.identity}\n# ${what}\n`
}
