import type { Fields } from '../../../../model/value.ts'
import type { FieldPath } from '../fault.ts'

/** What is wrong with a value: the words after its name. */
export interface Objection {
  reason: string
  hint?: string
  code?: string
  /** Where in the entity, when it is another field than the rule's. */
  path?: FieldPath
  /** For what the gateway takes, or holds already, and that should still be known. */
  isWarning?: true
}

/** A rule for one field that is code in the gateway and absent from its schema answers. */
export interface FieldRule {
  /** Name of the kind. */
  kind: string
  /** For plugins: the plugin that the rule is about; absent, it is about all. */
  plugin?: string
  /** `name`, `tags[]` for each entry, `headers{}` for each key, `config.redis.host`. */
  field: string
  /** Only called for texts that are known and no vault references. */
  refuse(text: string): Objection | undefined
  /** The recording that shows it: transcript and number; or Kong's open source, where no recording does. */
  source: string
}

/** A rule about several fields of one entity, given in clear; vault references and unknown values are left to the rule. */
export interface EntityRule {
  kind: string
  plugin?: string
  refuse(fields: Fields): readonly Objection[]
  source: string
}
