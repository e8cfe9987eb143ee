import { problem, Refusal } from '../../model/diagnostic.ts'
import type { Emit } from '../../model/event.ts'
import type { KeyringPort, KeyringState } from '../../model/keyring.ts'
import type { Kind } from '../../model/kind.ts'
import type { Session, Target } from '../../model/provider.ts'
import type { Connection } from '../../model/settings.ts'
import { provider } from '../../providers/index.ts'
import { refuseOther } from '../gateway/refuse-other.ts'

/** A keyring that commands work on. */
export interface Keyring {
  target: Target
  port: KeyringPort
  /** As it was when it was opened. */
  state: KeyringState
  kinds: readonly Kind[]
  /** The workspace that the token is used in. */
  workspace: string
  session: Session
  /** Opens a session in another workspace of the same controller. */
  inWorkspace(name: string): Promise<Session>
  close(): Promise<void>
}

/**
 * Reaches the keyring of a controller. Raises a Refusal (failed) when it has none, or, unless `off` is fine, has it switched
 * off; (refused) for another target than the configured one; a Failure when it cannot be read.
 */
export async function openKeyring(
  connection: Connection,
  options: { off?: boolean },
  emit: Emit,
  signal?: AbortSignal,
): Promise<Keyring> {
  const { connect, kinds } = await provider(connection.provider)
  const session = await connect(connection, { emit })
  try {
    const target = await session.describe()
    refuseOther(connection, target)
    const port = session.keyring ?? none(target)
    const state = await port.read(signal)
    if (!state.enabled && options.off !== true) throw switchedOff(target)
    const inWorkspace = async (workspace: string) => {
      const other = await connect({ ...connection, workspace }, { emit })
      await other.describe()
      return other
    }
    const workspace = connection.workspace ?? 'default'
    return { target, port, state, kinds, workspace, session, inWorkspace, close: () => session.close() }
  } catch (error) {
    await session.close()
    throw error
  }
}

function none({ product, version, database, address }: Target): never {
  const why =
    database === 'off'
      ? 'without a database (DB-less) there is nothing that it would encrypt'
      : 'only Kong Enterprise has one, with a database'
  throw new Refusal('failed', [
    problem('no-keyring', `${product} ${version} at ${address} has no keyring`, { hint: why }),
  ])
}

const switchedOff = ({ address }: Target): Refusal =>
  new Refusal('failed', [
    problem('keyring-off', `the keyring of the gateway at ${address} is switched off`, {
      hint: 'kong.conf: keyring_enabled = on, keyring_strategy = cluster',
    }),
  ])
