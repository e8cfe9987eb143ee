import { describe, expect, it } from 'vitest'
import type { Document } from '../../../src/model/document.ts'
import type { Fields } from '../../../src/model/value.ts'
import { flatten } from '../../../src/providers/kong/shape/flatten.ts'
import { documentOf, flat, found } from './document.ts'

const raw = (value: Fields): Document => ({ file: 'a.yaml', index: 0, value })

describe('the head of state files', () => {
  it('accepts format 3.0, quoted or not, said by one file for all', () => {
    expect(flatten([raw({ _format_version: 3 })]).diagnostics).toEqual([])
    expect(flatten([raw({ services: [] }), raw({ _format_version: '3.0' })]).diagnostics).toEqual([])
  })

  it('says what to do about other formats', () => {
    const hints = [raw({ services: [] }), raw({ _format_version: '1.1' }), raw({ _format_version: '4.0' })].map(
      (each) => {
        const [first] = flatten([each]).diagnostics
        return `${first?.code}: ${first?.hint}`
      },
    )
    expect(hints[0]).toMatch(/format-version: .*_format_version: "3.0"/)
    expect(hints[1]).toMatch(/format-version: .*convert/)
    expect(hints[2]).toMatch(/format-version: .*_format_version: "3.0"/)
  })

  it('refuses _transform: false and Konnect files', () => {
    expect(found(flat({ _transform: false }))).toEqual(['error transform-false _transform'])
    expect(found(flat({ _transform: true }))).toEqual([])
    expect(found(flat({ _konnect: { control_plane_name: 'x' } }))).toEqual(['error unmanaged-section _konnect'])
  })

  it('stamps select tags on every entity, nested ones too, once', () => {
    const { state } = flatten([
      documentOf({
        _info: { select_tags: ['a', 'b'] },
        services: [{ name: 's', tags: ['b', 'x'], routes: [{ name: 'r' }] }],
      }),
      documentOf({ consumers: [{ username: 'u', keyauth_credentials: [{ key: 'k', tags: null }] }] }),
    ])
    expect(state.selectTags).toEqual(['a', 'b'])
    expect(state.entities.map(({ fields }) => fields.tags)).toEqual([
      ['b', 'x', 'a'],
      ['a', 'b'],
      ['a', 'b'],
      ['a', 'b'],
    ])
  })

  it('refuses more than five select tags, and files that disagree', () => {
    expect(found(flat({ _info: { select_tags: ['1', '2', '3', '4', '5', '6'] } }))).toEqual([
      'error too-many-tags _info.select_tags',
    ])
    const both = flatten([documentOf({ _info: { select_tags: ['a'] } }), documentOf({ _info: { select_tags: ['b'] } })])
    expect(found(both)).toEqual(['error contradiction _info.select_tags'])
    expect(found(flat({ _info: { select_tags: 'a' } }))).toEqual(['error wrong-type _info.select_tags'])
  })

  it('keeps lookup tags by section', () => {
    const result = flat({
      _info: { default_lookup_tags: { services: ['shared'], consumer_groups: ['g'], plugins: ['x'] } },
    })
    expect(result.state.lookupTags).toEqual({ services: ['shared'], consumer_groups: ['g'] })
    expect(found(result)).toEqual(['error unknown-field _info.default_lookup_tags.plugins'])
  })

  it('fills defaults under what the entity says, records deeply', () => {
    const { state, diagnostics } = flat({
      _info: {
        defaults: {
          service: { port: 1111, retries: 2 },
          upstream: { healthchecks: { active: { timeout: 5, concurrency: 2 } } },
          target: { weight: 7 },
        },
      },
      services: [
        { name: 's', host: 'h', retries: 1 },
        { name: 't', url: 'https://t' },
      ],
      upstreams: [{ name: 'u', healthchecks: { active: { timeout: 1 } }, targets: [{ target: 'h:1' }] }],
    })
    expect(diagnostics).toEqual([])
    expect(state.entities.map(({ fields }) => fields)).toEqual([
      { name: 's', host: 'h', port: 1111, retries: 1 },
      { name: 't', protocol: 'https', host: 't', port: 443, retries: 2 },
      { name: 'u', healthchecks: { active: { timeout: 1, concurrency: 2 } } },
      { target: 'h:1', weight: 7 },
    ])
  })

  it('refuses defaults that make no sense or contradict each other', () => {
    const result = flatten([
      documentOf({ _info: { defaults: { service: { name: 'x', port: 1 }, plugin: {} } } }),
      documentOf({ _info: { defaults: { service: { port: 2 } } } }),
    ])
    expect(found(result)).toEqual([
      'error forbidden-default _info.defaults.service.name',
      'error unknown-field _info.defaults.plugin',
      'error contradiction _info.defaults.service.port',
    ])
  })

  it('merges shared plugin configurations deeply, the own values win', () => {
    const { state, diagnostics } = flat({
      _plugin_configs: { base: { redis: { host: 'a', port: 1 }, minute: 5, list: [1, 2] } },
      plugins: [
        { name: 'rate-limiting', _config: 'base', config: { redis: { host: 'b' }, minute: null, list: [3] } },
        { name: 'cors', _config: 'base' },
      ],
    })
    expect(diagnostics).toEqual([])
    expect(state.entities[0]?.fields).toEqual({
      name: 'rate-limiting',
      config: { redis: { host: 'b', port: 1 }, minute: null, list: [3] },
    })
    expect(state.entities[1]?.fields).toEqual({
      name: 'cors',
      config: { redis: { host: 'a', port: 1 }, minute: 5, list: [1, 2] },
    })
  })

  it('refuses a shared configuration that is not there or there twice', () => {
    expect(found(flat({ _plugin_configs: { base: {} }, plugins: [{ name: 'cors', _config: 'bse' }] }))).toEqual([
      'error unknown-config plugins.0._config',
    ])
    const twice = flatten([documentOf({ _plugin_configs: { a: {} } }), documentOf({ _plugin_configs: { a: {} } })])
    expect(found(twice)).toEqual(['error contradiction _plugin_configs.a'])
  })

  it('refuses a second document of a file, but not a second file', () => {
    const second = documentOf({ services: [{ name: 'b' }] }, 'a.yaml', 1)
    const result = flatten([documentOf({ services: [{ name: 'a' }] }, 'a.yaml'), second])
    expect(found(result)).toEqual(['error second-document '])
    expect(result.diagnostics[0]?.place).toMatchObject({ file: 'a.yaml', document: 1 })
    expect(found(flatten([documentOf({}, 'a.yaml'), documentOf({}, 'b.yaml')]))).toEqual([])
    const other = documentOf({ _workspace: 'b' }, 'a.yaml', 1)
    expect(found(flatten([documentOf({ _workspace: 'a' }, 'a.yaml'), other]))).toEqual([
      'error several-workspaces _workspace',
    ])
  })

  it('takes one workspace; the command line must say the same, unless it is forced', () => {
    expect(flat({ _workspace: 'team' }).state.workspace).toBe('team')
    expect(found(flatten([documentOf({ _workspace: 'a' }), documentOf({ _workspace: 'b' })]))).toEqual([
      'error several-workspaces _workspace',
    ])
    expect(found(flatten([documentOf({ _workspace: 'a' })], { workspace: 'b' }))).toEqual([
      'error other-workspace _workspace',
    ])
    const { state, diagnostics } = flatten([documentOf({ _workspace: 'a' })], { workspace: 'b', force: true })
    expect(state.workspace).toBe('b')
    expect(diagnostics.map(({ level, code }) => `${level} ${code}`)).toEqual(['warning workspace-differs'])
  })
})
