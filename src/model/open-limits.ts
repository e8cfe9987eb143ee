import type { Limits } from './settings.ts'

/** Limits that let every delete of what a plan is about pass; whether it may take others along is to be said beside. */
export const OPEN_LIMITS = {
  deletePercent: 100,
  deleteCount: Number.MAX_SAFE_INTEGER,
  deleteAllFrom: Number.MAX_SAFE_INTEGER,
  allowDeletes: { percent: 100 },
  allowEmpty: true,
  prune: true,
} as const satisfies Partial<Limits>
