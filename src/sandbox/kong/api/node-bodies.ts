import type { Gateway } from '../gateway.ts'
import type { Row } from '../schema/value.ts'

/** GET / (node #1). */
export function rootBody(gateway: Gateway): Row {
  return { version: gateway.version }
}
/** GET /status. */
export function statusBody(_gateway: Gateway): Row {
  return {}
}
/** GET /metrics. */
export function metricsText(_gateway: Gateway): string {
  return ''
}
