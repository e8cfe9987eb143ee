import type { Entity } from '../../src/model/entity.ts'
import type { NestOptions, Section } from '../../src/model/provider.ts'
import type { Fields } from '../../src/model/value.ts'
import { collect } from '../../src/providers/kong/shape/collect.ts'
import { nest } from '../../src/providers/kong/shape/nest.ts'

/** All of what a dump holds, as one mapping. */
export function nestWhole(entities: readonly Entity[], options: NestOptions): Fields {
  const whole = (section: Section) => ('value' in section ? section.value : Array.from(section.entries, collect))
  return Object.fromEntries([...nest(entities, options)].map((section) => [section.name, whole(section)]))
}
