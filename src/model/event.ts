/** What a long run tells whoever watches; nothing depends on it being heard. */
export type Event =
  | { type: 'reading'; workspace?: string; kind: string; count: number; done: boolean }
  | { type: 'planned'; changes: number }
  | { type: 'step'; change: string; state: 'started' | 'done' | 'failed' | 'skipped'; reason?: string | undefined }
  | { type: 'retry'; request: string; attempt: number; waitMs: number; reason: string }
  | {
      type: 'request'
      method: string
      url: string
      status: number
      milliseconds: number
      body?: (() => string) | undefined
    }

/** Receives events. */
export type Emit = (event: Event) => void
