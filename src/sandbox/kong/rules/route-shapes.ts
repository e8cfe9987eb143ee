import type { RouterFlavor } from '../catalogue.ts'
import type { EntityCheck, Field, Shape } from '../schema/field.ts'
import { expressionRule } from './expression-rule.ts'

const OTHER_STREAM = "when 'protocols' is 'tcp', 'tls', 'tls_passthrough' or 'udp'"
const HTTP = "when 'protocols' is 'http' or 'https'"
const GRPC = "when 'protocols' is 'grpc' or 'grpcs'"

interface Family {
  protocols: string[]
  forbidden: string[]
  when: string
  checks: EntityCheck[]
}

/**
 * What a route may and must hold by the first of its protocols. The gateway keeps these as code: routes #16 to #26, #47
 * for what was recorded, Kong 3.9's open source for the rest.
 */
function families(flavor: RouterFlavor): Family[] {
  const one = (fields: string[]) => (flavor === 'expressions' ? [...fields, 'expression'] : fields)
  const secure = (all: string[], plain: string[], [tls, clear]: [string, string]): EntityCheck => ({
    name: 'conditional_at_least_one_of',
    arg: {
      if_field: 'protocols',
      if_match: { contains: tls },
      then_at_least_one_of: one(all),
      then_err: `must set one of %s when 'protocols' is '${tls}'`,
      else_match: { contains: clear },
      else_then_at_least_one_of: one(plain),
      else_then_err: `must set one of %s when 'protocols' is '${clear}'`,
    },
  })
  const stream = (protocols: string[], fields: string[], err: string): EntityCheck => ({
    name: 'conditional_at_least_one_of',
    arg: {
      if_field: 'protocols',
      if_match: { elements: { type: 'string', one_of: protocols } },
      then_at_least_one_of: one(fields),
      then_err: err,
    },
  })
  const plainHttp = ['methods', 'hosts', 'headers', 'paths']
  const plainGrpc = ['hosts', 'headers', 'paths']
  const streamed = "must set one of %s when 'protocols' is 'tcp', 'tls' or 'udp'"
  return [
    {
      protocols: ['http', 'https'],
      forbidden: ['sources', 'destinations'],
      when: HTTP,
      checks: [secure([...plainHttp, 'snis'], plainHttp, ['https', 'http'])],
    },
    {
      protocols: ['tcp', 'tls', 'udp', 'tls_passthrough'],
      forbidden: ['methods', 'hosts', 'paths', 'headers'],
      when: OTHER_STREAM,
      checks: [
        stream(['tcp', 'tls', 'udp'], ['sources', 'destinations', 'snis'], streamed),
        stream(['tls_passthrough'], ['snis'], "must set snis when 'protocols' is 'tls_passthrough'"),
      ],
    },
    {
      protocols: ['grpc', 'grpcs'],
      forbidden: ['methods', 'sources', 'destinations'],
      when: GRPC,
      checks: [secure([...plainGrpc, 'snis'], plainGrpc, ['grpcs', 'grpc'])],
    },
  ]
}

/** The shapes of routes by their first protocol. */
export function routeShapes(base: Shape, flavor: RouterFlavor): Map<string, Shape> {
  const shapes = new Map<string, Shape>()
  for (const family of families(flavor)) {
    const shape: Shape = {
      ...base,
      fields: { ...base.fields, ...familyFields(base, family) },
      checks: [...base.checks, ...family.checks],
      rules: flavor === 'expressions' ? [...base.rules, { fields: ['expression'], rule: expressionRule }] : base.rules,
    }
    for (const protocol of family.protocols) shapes.set(protocol, shape)
  }
  return shapes
}

function familyFields(base: Shape, family: Family): Record<string, Field> {
  const fields: Record<string, Field> = {}
  for (const name of family.forbidden) {
    const field = base.fields[name]
    if (field) fields[name] = { ...field, eq: null, err: `cannot set '${name}' ${family.when}` }
  }
  const strip = base.fields.strip_path
  if (strip && family.when === GRPC) {
    fields.strip_path = { ...strip, default: false, ne: true, err: `cannot set 'strip_path' ${GRPC}` }
  }
  return fields
}
