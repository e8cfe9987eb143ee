import type { Http } from '../../../http/connect-http.ts'
import { problem, Refusal } from '../../../model/diagnostic.ts'

/**
 * Finds the path under which a workspace's entities are: none for `default`, `/name` for others. Open-source Kong has
 * no workspaces and answers 404 to `/workspaces` (3.9, recorded). A token that may not list workspaces gets the
 * benefit of the doubt. Raises a Refusal for a workspace that is not there.
 */
export async function workspacePrefix(http: Http, workspace: string): Promise<string> {
  if (workspace === 'default') return ''
  const name = encodeURIComponent(workspace)
  const list = await http.get('/workspaces', { query: { size: '1' }, accept: [401, 403, 404] })
  if (list.status === 404)
    throw refusal(
      'no-workspaces',
      'this Kong has no workspaces',
      'leave --workspace out, or use `default`: workspaces need Kong Enterprise',
    )
  if (list.status >= 400) return `/${name}`
  const found = await http.get(`/workspaces/${name}`, { accept: [401, 403, 404] })
  if (found.status === 404)
    throw refusal('unknown-workspace', `there is no workspace ${workspace}`, 'create it first, or check its name')
  return `/${name}`
}

function refusal(code: string, message: string, hint: string): Refusal {
  return new Refusal('invalid', [problem(code, message, { hint })])
}
