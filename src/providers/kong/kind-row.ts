import type { Kind, Reference } from '../../model/kind.ts'
import { defaultExclusion } from './unmanaged.ts'

const READ_ONLY = ['updated_at']
const CREATED = ['created_at']

/** What a row has to say of a kind; the rest is as with most kinds. */
type Row = Pick<Kind, 'name' | 'section' | 'keys'> & Partial<Kind> & { path?: string }

/** Makes a whole row: `path` is that of the collection, where it is not called like the section. */
export function kindRow(row: Row): Kind {
  const { path, ...rest } = row
  const excluded = defaultExclusion(row.section)
  return {
    ...(excluded !== undefined && { excluded }),
    schema: row.section,
    unique: [],
    references: [],
    secret: [],
    renameable: [],
    taggable: true,
    endpoint: { path: path ?? row.section },
    ...rest,
    readOnly: [...READ_ONLY, ...(row.readOnly ?? [])],
    generated: [...CREATED, ...(row.generated ?? [])],
  }
}

/** What kinds have in common whose one field of interest is an API key. */
export const API_KEY = {
  keys: [['key']],
  unique: [['key']],
  secret: ['key'],
  secretKey: true,
  generated: ['key'],
  elapsing: 'ttl',
  renameable: ['key'],
} satisfies Partial<Row>

/** The reference of a kind that only exists under a consumer; `nested` is its section there. */
export function ofConsumer(nested: string): Reference {
  return { field: 'consumer', kind: 'consumer', onDelete: 'cascade', nested, always: true }
}
