import type { Option } from './option.ts'

/** Which entities a command is about. */
export const selection: readonly Option[] = [
  {
    name: 'select-tag',
    type: 'list',
    value: 'TAG',
    comma: true,
    describe: 'only entities that carry this tag; repeatable, all are needed',
    group: 'Selection',
  },
  {
    name: 'only',
    type: 'list',
    value: 'KIND',
    comma: true,
    describe: 'only this kind of entity; repeatable',
    group: 'Selection',
  },
  {
    name: 'exclude',
    type: 'list',
    value: 'KIND[:NAME]',
    comma: true,
    describe: 'leave alone this kind of entity, or those of that name or tag (consumers:svc-*, plugins:tag=old)',
    merged: true,
    perTarget: true,
    group: 'Selection',
  },
  {
    name: 'include',
    type: 'list',
    value: 'KIND[:NAME]',
    comma: true,
    describe: 'take these all the same; the narrower of the two lists decides',
    merged: true,
    perTarget: true,
    group: 'Selection',
  },
  {
    name: 'skip-consumers',
    type: 'flag',
    describe: "leave out consumers, credentials and consumers' plugins (decK's option)",
    group: 'Selection',
  },
  {
    name: 'skip-ca-certificates',
    type: 'flag',
    describe: "leave out CA certificates (decK's option)",
    group: 'Selection',
  },
]

/** Guards, and how the files are matched. */
export const planning: readonly Option[] = [
  {
    name: 'allow-deletes',
    type: 'text',
    value: 'N|N%',
    describe: 'up to so many deletes of a kind, or this share of a kind',
    group: 'Planning',
  },
  { name: 'allow-empty', type: 'flag', describe: 'an empty state may empty the gateway', group: 'Planning' },
  { name: 'prune', type: 'flag', describe: 'delete entities of kinds that no file mentions', group: 'Planning' },
  {
    name: 'cascade',
    type: 'flag',
    describe: 'deletes may take along entities that the files do not speak for',
    group: 'Planning',
  },
  {
    name: 'protect',
    type: 'list',
    value: 'KIND[:NAME]',
    comma: true,
    describe: 'never delete this kind of entity, or those of that name or tag (services:prod-*, plugins:tag=keep)',
    merged: true,
    perTarget: true,
    group: 'Planning',
  },
  { name: 'allow-protected', type: 'flag', describe: 'protected entities may be deleted', group: 'Planning' },
  {
    name: 'allow-expiring',
    type: 'flag',
    describe: 'certificates that have expired, or are about to, may be written',
    group: 'Planning',
  },
  {
    name: 'allow-other-target',
    type: 'flag',
    describe: 'the files may be a dump of another gateway, and the gateway another one than `identity` says',
    perTarget: true,
    group: 'Planning',
  },
  {
    name: 'allow-older-target',
    type: 'flag',
    describe: 'the gateway may be older than the one that the files are a dump of',
    group: 'Planning',
  },
  { name: 'invite', type: 'flag', describe: 'new admins may be made, and get an invitation', group: 'Planning' },
  {
    name: 'ignore-ids',
    type: 'flag',
    describe: 'match by name and drop the ids of the files (restore to another gateway)',
    group: 'Planning',
  },
  {
    name: 'force-workspace',
    type: 'flag',
    describe: 'take the workspace of --workspace, though a file is for another one',
    group: 'Planning',
  },
  { name: 'strict', type: 'flag', describe: 'what is excluded must not stand in the state files', group: 'Planning' },
]

/** How a plan is applied. */
export const applying: readonly Option[] = [
  { name: 'yes', type: 'flag', describe: 'do not ask', group: 'Command' },
  {
    name: 'rehearse',
    type: 'flag',
    describe: 'try it on a copy of the gateway first; nothing is changed when any of it would fail',
    perTarget: true,
    group: 'Command',
  },
  {
    name: 'read-only',
    type: 'flag',
    describe: 'refuse every change; meant for keelson.yaml, where --read-only=false lifts it',
    perTarget: true,
    group: 'Command',
  },
  { name: 'fail-fast', type: 'flag', describe: 'start nothing more after the first failure', group: 'Command' },
  {
    name: 'delete-despite-failures',
    type: 'flag',
    describe: 'carry out deletes although a create or update failed',
    group: 'Command',
  },
]
