import { hashOf, loadConfig } from '../declarative/load.ts'
import { readConfigText } from '../declarative/read.ts'
import { Refusal } from '../refusal.ts'
import type { Row } from '../schema/value.ts'
import { readBody } from './body.ts'
import { type Answer, created, type Endpoint, type Exchange, ok } from './exchange.ts'

/** GET and POST /config: the whole configuration of a gateway without a database (dbless; node #6, #38). */
export function configEndpoints(): Endpoint[] {
  return [{ path: '/config', readsBody: true, methods: { GET: getConfig, POST: postConfig } }]
}

function needDbless(x: Exchange): void {
  if (x.gateway.dbless) return
  throw new Refusal(400, { message: 'this endpoint is only available when Kong is configured to not use a database' })
}

function getConfig(x: Exchange): Answer {
  needDbless(x)
  return ok({ config: x.gateway.configText() })
}

function postConfig(x: Exchange): Answer {
  needDbless(x)
  const sent = readConfig(x)
  const hash = hashOf(sent)
  if (x.query.get('check_hash') === '1' && hash === x.gateway.configHash) return { status: 304 }
  const config = typeof sent === 'string' ? readConfigText(sent) : sent
  return created(loadConfig(x.gateway, config, x.query.get('flatten_errors') === '1', hash))
}

/** The configuration is the body itself or, as text, its `config` field (dbless #4, #18, #20 to #22). */
function readConfig(x: Exchange): Row | string {
  const sent = readFields(x)
  if (sent._format_version !== undefined) return sent
  return typeof sent.config === 'string' ? sent.config : x.text
}

function readFields(x: Exchange): Row {
  if (x.mediaType !== 'application/json' && x.mediaType !== 'application/x-www-form-urlencoded') return {}
  const read = readBody(x.text, x.mediaType)
  return 'body' in read ? read.body : {}
}
