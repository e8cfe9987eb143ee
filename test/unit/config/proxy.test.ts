import { describe, expect, it } from 'vitest'
import { proxyFor } from '../../../src/config/proxy.ts'

const env = { HTTP_PROXY: 'http://p:1', https_proxy: 'q:2' }

describe('the proxy', () => {
  it.each([
    ['http://kong:8001', env, 'http://p:1'],
    ['https://kong:8444', env, 'http://q:2'],
    ['http://localhost:8001', env, undefined],
    ['http://127.0.0.1:8001', env, undefined],
    ['http://[::1]:8001', env, undefined],
    ['http://kong', {}, undefined],
    ['http://kong', { ALL_PROXY: 'http://all' }, 'http://all'],
    ['http://kong', { HTTP_PROXY: '' }, undefined],
    ['http://kong.corp', { ...env, NO_PROXY: 'corp' }, undefined],
    ['http://kong.corp', { ...env, no_proxy: '.corp,x' }, undefined],
    ['http://kong.corp', { ...env, NO_PROXY: '*.corp' }, undefined],
    ['http://kong.corp', { ...env, NO_PROXY: '*' }, undefined],
    ['http://kong.corp', { ...env, NO_PROXY: 'orp, other' }, 'http://p:1'],
    ['http://kong.corp:81', { ...env, NO_PROXY: 'kong.corp:80' }, 'http://p:1'],
    ['http://kong.corp', { ...env, NO_PROXY: 'kong.corp:80' }, undefined],
  ])('%s with %j is %s', (addr, variables, expected) => {
    expect(proxyFor(addr, variables)).toBe(expected)
  })
})
