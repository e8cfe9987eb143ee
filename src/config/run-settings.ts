import { dirname, isAbsolute, relative, resolve } from 'node:path'
import { problem, Refusal } from '../model/diagnostic.ts'
import type { Env } from './file-value.ts'
import type { Settings } from './settings.ts'

/** The folder of the store when none is named. */
const FOLDER = '.keelson'

/** Where the store is. */
export interface StorePlace {
  path: string
  /** What messages call it. */
  shown: string
  /** Somebody named it, and it lies outside the folder that the run works in: it is taken to outlive a CI runner. */
  kept: boolean
}

/**
 * Says where the store is: a path on the command line or in a variable is meant from the working folder, one in keelson.yaml from the
 * folder of that file.
 * @param settings the settings in force
 * @param cwd the working folder, absolute
 * @throws Refusal (invalid) for an address, since only folders are stores so far
 */
export function storePlaceOf(settings: Settings, cwd: string): StorePlace {
  const { file } = settings.sources
  const named = settings.text('store')
  const beside = file === undefined ? cwd : resolve(cwd, dirname(file.path))
  const inFile = file !== undefined && settings.origin('store')?.startsWith(`${file.path}:`) === true
  if (named !== undefined && /^[a-z][a-z0-9+.-]+:\/\//i.test(named)) {
    const message = `${settings.origin('store') ?? 'store'}: ${JSON.stringify(named)} is an address`
    throw new Refusal('invalid', [
      problem('bad-store', message, { hint: 'a store is a folder; mount what is elsewhere' }),
    ])
  }
  const path = resolve(named === undefined || inFile ? beside : cwd, named ?? FOLDER)
  const kept = named !== undefined && !isInside(path, cwd) && !isInside(path, beside)
  return { path, shown: isInside(path, cwd) ? relative(cwd, path) || '.' : path, kept }
}

function isInside(path: string, folder: string): boolean {
  const way = relative(folder, path)
  return way === '' || (way !== '..' && !/^\.\.[/\\]/.test(way) && !isAbsolute(way))
}

/** Variables by which CI systems tell that they are one (GitHub Actions, GitLab CI, Jenkins, Azure Pipelines, TeamCity: documents). */
const CI_VARIABLES = ['CI', 'GITHUB_ACTIONS', 'GITLAB_CI', 'JENKINS_URL', 'TF_BUILD', 'TEAMCITY_VERSION']

/**
 * Tells whether this is a run of a CI system.
 * @param env the environment
 */
function isCi(env: Env): boolean {
  return CI_VARIABLES.some((name) => !['', '0', 'false'].includes((env[name] ?? '').toLowerCase()))
}

/**
 * Gives the address of the CI job that this is, where the system tells it (GitHub Actions, GitLab CI, Jenkins: documents).
 * @param env the environment
 * @returns the address without user and password, or undefined
 */
function jobOf(env: Env): string | undefined {
  const { GITHUB_SERVER_URL, GITHUB_REPOSITORY, GITHUB_RUN_ID } = env
  const isGitHub = GITHUB_SERVER_URL && GITHUB_REPOSITORY && GITHUB_RUN_ID
  const github = isGitHub ? `${GITHUB_SERVER_URL}/${GITHUB_REPOSITORY}/actions/runs/${GITHUB_RUN_ID}` : undefined
  const found = github ?? [env.CI_JOB_URL, env.BUILD_URL].find((url) => url !== undefined && URL.canParse(url))
  if (found === undefined || !URL.canParse(found)) return undefined
  const url = new URL(found)
  url.username = ''
  url.password = ''
  return url.href
}

/** What a run keeps, and where. */
export interface RunSettings {
  place: StorePlace
  extent: 'touched' | 'full' | 'none'
  recipients: readonly string[]
  ci: boolean
  /** In CI, the store must outlive the runner. */
  required: boolean
  job?: string
}

/**
 * Gathers what a run keeps.
 * @param settings the settings in force
 * @param cwd the working folder, absolute
 * @throws Refusal (invalid) for a store that cannot be meant, and for two words on whether to make a backup
 */
export function runSettingsOf(settings: Settings, cwd: string): RunSettings {
  const { env } = settings.sources
  const job = jobOf(env)
  refuseBoth(settings)
  return {
    place: storePlaceOf(settings, cwd),
    extent: settings.flag('no-backup') ? 'none' : settings.text('backup') === 'full' ? 'full' : 'touched',
    recipients: settings.list('recipient'),
    ci: isCi(env),
    required: settings.flag('require-backup-store'),
    ...(job !== undefined && { job }),
  }
}

/** A backup that is switched off on the command line and set elsewhere is off; both on one command line is a slip. */
function refuseBoth(settings: Settings): void {
  if (!settings.flag('no-backup') || settings.origin('backup') !== '--backup') return
  const message = '--backup and --no-backup were both given'
  throw new Refusal('invalid', [problem('two-backups', message, { hint: 'leave out one of them' })])
}
