import { cpSync, mkdirSync, mkdtempSync, writeFileSync } from 'node:fs'
import { createServer, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'

/** GitHub refuses longer comments with 422, "Body is too long". */
const LONGEST_COMMENT = 65_536
const PER_PAGE = 2

/** A comment as GitHub's API gives it. */
interface Comment {
  id: number
  user: { login: string }
  body: string
}

/** As much of GitHub as the action asks for: comments, the pull request of a commit, artifacts. */
export interface FakeGithub {
  url: string
  /** By the number of the pull request. */
  comments: Map<string, Comment[]>
  /** By the merged commit. */
  pulls: Map<string, object[]>
  /** The token may not write. */
  readOnly: boolean
  /** `METHOD path` of every request but reads. */
  writes: string[]
  /** Folder with one of each run, in it one of each artifact. */
  artifacts: string
  /** Keeps a folder as an artifact; gives the page of it. */
  keep(run: string, name: string, folder: string): string
  close(): Promise<void>
}

/**
 * Starts it on a port of its own.
 * @param base a folder for artifacts
 */
export async function startGithub(base: string): Promise<FakeGithub> {
  const artifacts = mkdtempSync(join(base, 'artifacts-'))
  const server = createServer((request, response) => {
    void answer(github, request).then(({ status, body }) => {
      response.statusCode = status
      response.end(body)
    })
  })
  const github: FakeGithub = {
    url: '',
    comments: new Map(),
    pulls: new Map(),
    readOnly: false,
    writes: [],
    artifacts,
    keep(run, name, folder) {
      mkdirSync(join(artifacts, run), { recursive: true })
      cpSync(folder, join(artifacts, run, name), { recursive: true })
      return `https://github.example/artifacts/${run}/${name}`
    },
    close: () => new Promise((resolve) => server.close(() => resolve())),
  }
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  github.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  return github
}

interface Answer {
  status: number
  body: string
}

async function answer(github: FakeGithub, request: IncomingMessage): Promise<Answer> {
  const { method = '', url = '' } = request
  const path = new URL(url, 'http://any').pathname
  const [, sha] = /^\/repos\/shop\/kong\/commits\/(\w+)\/pulls$/.exec(path) ?? []
  if (sha !== undefined) return { status: 200, body: JSON.stringify(github.pulls.get(sha) ?? []) }
  const [, number] = /^\/repos\/shop\/kong\/issues\/(\d+)\/comments$/.exec(path) ?? []
  if (method === 'GET' && number !== undefined) return { status: 200, body: pagesOf(github.comments.get(number) ?? []) }
  github.writes.push(`${method} ${path}`)
  if (github.readOnly) return { status: 403, body: '{"message":"Resource not accessible by integration"}' }
  const { body } = JSON.parse(await textOf(request)) as { body: string }
  if (body.length > LONGEST_COMMENT) return { status: 422, body: '{"message":"Body is too long"}' }
  const [, id] = /^\/repos\/shop\/kong\/issues\/comments\/(\d+)$/.exec(path) ?? []
  if (method === 'POST' && number !== undefined) return add(github, number, body)
  const found = [...github.comments.values()].flat().find((each) => String(each.id) === id)
  if (method !== 'PATCH' || found === undefined) return { status: 404, body: '{}' }
  found.body = body
  return { status: 200, body: '{}' }
}

function add({ comments }: FakeGithub, number: string, body: string): Answer {
  const known = comments.get(number) ?? []
  comments.set(number, [...known, { id: 100 + known.length, user: { login: 'github-actions[bot]' }, body }])
  return { status: 201, body: '{}' }
}

/** What `gh api --paginate` prints: one list after the other. */
function pagesOf(comments: readonly Comment[]): string {
  if (comments.length <= PER_PAGE) return JSON.stringify(comments)
  return JSON.stringify(comments.slice(0, PER_PAGE)) + pagesOf(comments.slice(PER_PAGE))
}

async function textOf(request: IncomingMessage): Promise<string> {
  const pieces: Buffer[] = []
  for await (const piece of request) pieces.push(piece as Buffer)
  return Buffer.concat(pieces).toString('utf8')
}

/**
 * Makes a `gh` that asks the fake one; FAKE_GITHUB and FAKE_ARTIFACTS say where that is.
 * @param folder of programs
 */
export function makeGh(folder: string): void {
  const script = `[ -n "$GH_TOKEN" ] || exit 4
if [ "$1 $2 $4 $6 $8" = "run download --repo --name --dir" ]; then
  mkdir -p "$9" && exec cp -r "$FAKE_ARTIFACTS/$3/$7/." "$9"
fi
[ "$1" = api ] || exit 99
shift
method=GET
while [ $# -gt 0 ]; do
  case $1 in
    --paginate) ;;
    --method) method=$2; shift ;;
    --input) input=$2; shift ;;
    -*) exit 99 ;;
    *) path=$1 ;;
  esac
  shift
done
exec curl -sf --noproxy '*' -X "$method" \${input:+--data-binary "@$input"} "$FAKE_GITHUB/$path"
`
  writeFileSync(join(folder, 'gh'), `#!/bin/sh\n${script}`, { mode: 0o755 })
}
