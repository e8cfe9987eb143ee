import { expect, it } from 'vitest'

// An upgrade that moves a file fails at the import, one that replaces it fails here.
it('takes from undici what its public entry gives', async () => {
  const { Agent, Dispatcher, ProxyAgent } = await import('../../../src/http/undici.ts')
  const { request, connect } = Dispatcher.prototype
  const entry = await import('undici')
  expect(Agent).toBe(entry.Agent)
  expect(ProxyAgent).toBe(entry.ProxyAgent)
  expect(Dispatcher).toBe(entry.Dispatcher)
  expect(entry.Dispatcher.prototype).toMatchObject({ request, connect })
})
