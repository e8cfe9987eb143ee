import type { Gateway } from '../gateway.ts'
import type { Row } from '../schema/value.ts'

/** Placeholder. */
export function seedStore(_gateway: Gateway, _seed: Row): void {}
