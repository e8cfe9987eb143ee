import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** A state file with a secret in it. */
export const STATE = `_format_version: "3.0"
services:
- name: users
  url: http://users.example/v1
  routes:
  - name: users-v1
    paths: [/users]
consumers:
- username: alice
  keyauth_credentials:
  - key: sesame-open
`

/** Makes a folder with that file, `kong.yaml`. */
export function programFolder(): string {
  const made = mkdtempSync(join(tmpdir(), 'keelson-program-'))
  writeFileSync(join(made, 'kong.yaml'), STATE)
  return made
}
