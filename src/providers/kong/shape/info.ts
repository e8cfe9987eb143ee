import type { Diagnostic, Place } from '../../../model/diagnostic.ts'
import type { Document } from '../../../model/document.ts'
import { nearest } from '../../../model/nearest.ts'
import { clear, isFields } from '../../../model/secret.ts'
import type { Fields, Value } from '../../../model/value.ts'
import { readDefaults } from './defaults.ts'
import { describeValue, inside, placeIn, refuse } from './walk.ts'

/** `_info` of all documents, brought together. */
export interface Info {
  selectTags: string[]
  /** By section. */
  lookupTags: Record<string, string[]>
  /** By kind. */
  defaults: Map<string, Fields>
}

/** More tags than this make Kong answer 400 (Kong 3.9 Admin API, recorded). */
const MOST_TAGS = 5

const LOOKUP_SECTIONS = ['consumers', 'consumer_groups', 'routes', 'services', 'partials']

/** Switches of decK that have no meaning on open-source Kong, with what to say when they are on. */
const SWITCHES: ReadonlyMap<string, string> = new Map([
  [
    'consumer_group_policy_overrides',
    'the old overrides of consumer groups are not managed; scope plugins to the group',
  ],
  ['skip_hash_for_basic_auth', 'only Konnect can do this'],
  ['include_plugin_definitions', 'plugin definitions need Kong Enterprise 3.15'],
])

const KEYS = ['select_tags', 'default_lookup_tags', 'defaults', ...SWITCHES.keys()]

/** Reads `_info` of all documents. */
export function readInfo(documents: readonly Document[], diagnostics: Diagnostic[]): Info {
  const info: Info = { selectTags: [], lookupTags: {}, defaults: new Map() }
  for (const document of documents) {
    const value = document.value._info
    if (value === undefined || value === null) continue
    const place = placeIn(document, '_info')
    if (isFields(value)) readOne(value, place, info, diagnostics)
    else refuse(diagnostics, place, 'wrong-type', `_info must be a mapping, not ${describeValue(value)}`)
  }
  return info
}

function readOne(value: Fields, place: Place, info: Info, diagnostics: Diagnostic[]): void {
  for (const key of Object.keys(value)) checkKey(key, value[key], inside(place, key), diagnostics)
  readSelectTags(value.select_tags, inside(place, 'select_tags'), info, diagnostics)
  readLookupTags(value.default_lookup_tags, inside(place, 'default_lookup_tags'), info, diagnostics)
  readDefaults(value.defaults, inside(place, 'defaults'), info.defaults, diagnostics)
}

function checkKey(key: string, value: Value | undefined, place: Place, diagnostics: Diagnostic[]): void {
  const why = SWITCHES.get(key)
  if (why !== undefined && clear(value) === true) {
    refuse(diagnostics, place, 'unmanaged-section', `_info.${key}: ${why}`)
  }
  if (KEYS.includes(key)) return
  const meant = nearest(key, KEYS)
  refuse(diagnostics, place, 'unknown-field', `_info has no field ${key}`, meant && `did you mean ${meant}?`)
}

function readSelectTags(value: Value | undefined, place: Place, info: Info, diagnostics: Diagnostic[]): void {
  const tags = readTags(value, place, diagnostics)
  if (tags === undefined || tags.length === 0) return
  if (tags.length > MOST_TAGS) {
    refuse(diagnostics, place, 'too-many-tags', `${tags.length} select tags; Kong filters by ${MOST_TAGS} at most`)
    return
  }
  if (info.selectTags.length > 0 && !sameSet(info.selectTags, tags)) {
    const message = `select tags differ: ${info.selectTags.join(', ')} and ${tags.join(', ')}`
    refuse(diagnostics, place, 'contradiction', message, 'give the same tags in every file')
    return
  }
  info.selectTags = info.selectTags.length > 0 ? info.selectTags : tags
}

function sameSet(left: readonly string[], right: readonly string[]): boolean {
  return left.length === right.length && left.every((tag) => right.includes(tag))
}

function readLookupTags(value: Value | undefined, place: Place, info: Info, diagnostics: Diagnostic[]): void {
  if (value === undefined || value === null) return
  if (!isFields(value)) {
    refuse(
      diagnostics,
      place,
      'wrong-type',
      `default_lookup_tags must be a mapping of sections to tags, not ${describeValue(value)}`,
    )
    return
  }
  for (const section of Object.keys(value)) {
    const at = inside(place, section)
    if (!LOOKUP_SECTIONS.includes(section)) refuse(diagnostics, at, 'unknown-field', unknownLookup(section))
    else addLookup(section, value[section], at, info, diagnostics)
  }
}

function unknownLookup(section: string): string {
  return `default_lookup_tags knows no section ${section}, only ${LOOKUP_SECTIONS.join(', ')}`
}

function addLookup(
  section: string,
  value: Value | undefined,
  place: Place,
  info: Info,
  diagnostics: Diagnostic[],
): void {
  const tags = readTags(value, place, diagnostics)
  if (tags === undefined || tags.length === 0) return
  const known = info.lookupTags[section]
  if (known !== undefined && !sameSet(known, tags))
    refuse(diagnostics, place, 'contradiction', `lookup tags of ${section} differ between files`)
  else info.lookupTags[section] = tags
}

function readTags(value: Value | undefined, place: Place, diagnostics: Diagnostic[]): string[] | undefined {
  if (value === undefined || value === null) return undefined
  const tags = Array.isArray(value) ? value.map(clear) : []
  if (Array.isArray(value) && tags.every((tag) => typeof tag === 'string' && tag !== ''))
    return [...new Set(tags.map(String))]
  refuse(diagnostics, place, 'wrong-type', 'expected a list of tags', 'write one tag per line: `- my-tag`')
  return undefined
}
