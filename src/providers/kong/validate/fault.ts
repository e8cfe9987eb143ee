/** The keys and indexes that lead to a field of an entity. */
export type FieldPath = readonly (string | number)[]

/** One thing wrong with an entity, before it is known what the entity is called and where it stands. */
export interface Fault {
  path: FieldPath
  /** Stable, kebab-case, as in a diagnostic. */
  code: string
  /** What is said after the field's name, without a value: `is out of range`. */
  reason: string
  hint?: string
  /** The value that is shown after the field's name, unless it is secret; absent where there is none to show. */
  given?: unknown
  /** The reason is about several fields of a record and names them itself; the path of that record. */
  within?: FieldPath
  /** Nothing that the gateway would refuse in what it holds already. */
  isWarning?: true
}

/** Writes a path as people do: `config.limits.sms`, `paths[0]`. */
export function pathText(path: FieldPath): string {
  let text = ''
  for (const step of path) text += typeof step === 'number' ? `[${step}]` : text === '' ? step : `.${step}`
  return text
}

const split = new Map<string, readonly string[]>()

/** Splits Kong's dotted names, `config.redis.host`; each once, for they are few and asked for with every entity. */
export function dotted(name: string): readonly string[] {
  const known = split.get(name)
  if (known) return known
  const steps = name.split('.')
  split.set(name, steps)
  return steps
}
