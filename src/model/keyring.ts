import type { Secret } from './secret.ts'
import type { Fields } from './value.ts'

/** What a controller tells of the keys that it encrypts its database with: names, never the keys themselves. */
export interface KeyringState {
  /** False where the controller could have a keyring and it is switched off. */
  enabled: boolean
  /** How its nodes come by the keys, where it tells: `cluster`, `vault`. */
  strategy?: string
  /** The key that encrypts what is written; absent when none does. */
  active?: string
  /** All keys, each of which decrypts what it has encrypted. */
  ids: string[]
  /** Whether copies that only a recovery key opens are in the database; absent where it does not tell. */
  recovery?: boolean
}

/** What came of a recovery. */
export interface Recovery {
  recovered: string[]
  missed: string[]
}

/**
 * The keys of a controller. They belong to the whole of it, not to one workspace, and live in its memory only. Methods raise
 * a Failure, which never holds key material, when the controller refuses.
 */
export interface KeyringPort {
  read(signal?: AbortSignal): Promise<KeyringState>
  /** Makes a key and gives its id; `before` are the ids there were. */
  generate(before: readonly string[]): Promise<string>
  activate(id: string): Promise<void>
  remove(id: string): Promise<void>
  /** All keys as one text that only this cluster, or one with the same RSA key, can take back. */
  export(): Promise<Secret>
  import(exported: Secret): Promise<void>
  /** Adds one key: 32 bytes in base64. */
  importRaw(id: string, key: Secret): Promise<void>
  /** Takes back keys from the database's own copies; `before` are the ids there were. */
  recover(privateKey: Secret, before: readonly string[]): Promise<Recovery>
  /** Reads the keys from the vault again. */
  syncVault(): Promise<void>
  /** Whether all entities of a kind can be read; false when the controller breaks on one, as it does without its key. */
  readable(workspace: string, kind: string, signal?: AbortSignal): Promise<boolean>
  /** The workspaces whose entities are encrypted. */
  workspaces(signal?: AbortSignal): Promise<string[]>
  /** Writes these fields of an entity as they are, so that they are encrypted with the active key. */
  rewrite(kind: string, id: string, fields: Fields): Promise<void>
}
