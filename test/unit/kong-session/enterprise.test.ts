import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { kinds } from '../../../src/providers/kong/kinds.ts'
import { connectKong } from '../../../src/providers/kong/session/connect-kong.ts'
import { connectionTo } from '../http/fake-server.ts'
import { type Client, connect } from '../sandbox/client.ts'

let root: Client
beforeAll(async () => {
  root = await connect({ edition: 'enterprise', enforceRbac: true, adminToken: 'root' })
  await root.post('/workspaces', { name: 'team' })
  await root.post('/team/rbac/roles', { name: 'team-admin' })
  await root.post('/team/rbac/roles/team-admin/endpoints', { endpoint: '*', workspace: 'team', actions: '*' })
  await root.post('/team/rbac/users', { name: 'member', user_token: 'member-token' })
  await root.post('/team/rbac/users/member/roles', { roles: 'team-admin' })
  await root.post('/team/services', { name: 'of-team', host: 'h' })
  await root.post('/services', { name: 'of-default', host: 'h' })
})
afterAll(() => root.sandbox.close())

const sessionOf = (token: string, workspace?: string) => {
  const connection = { ...connectionTo(root.sandbox.url), headers: { 'Kong-Admin-Token': token } }
  return connectKong({ ...connection, ...(workspace !== undefined && { workspace }) }, { emit: () => undefined })
}

describe('a session with an Enterprise gateway', () => {
  it.each([
    ['root', undefined, 'of-default'],
    ['root', 'team', 'of-team'],
    ['member-token', 'team', 'of-team'],
  ])('as %s, of workspace %s, knows the edition and reads that workspace alone', async (token, workspace, name) => {
    const session = sessionOf(token, workspace)
    expect(await session.describe()).toMatchObject({ version: '3.9.1.1-enterprise-edition', edition: 'enterprise' })
    const services = await session.read({ kinds: kinds.filter((kind) => kind.name === 'service'), tags: [] })
    expect(services.map(({ fields }) => fields.name)).toEqual([name])
    await session.close()
  })

  it('as a member, is refused outside of the workspace', async () => {
    const session = sessionOf('member-token')
    await expect(session.describe()).rejects.toMatchObject({ status: 403 })
    await session.close()
  })
})
