import type { Log } from '@magpie-im/model'
import { ManageApiKeys, ManageUsers, nobodyOnline, Passwords, WritersState } from '@magpie-im/services'
import type { DataFolder } from './data/data-folder.ts'
import { openJournal } from './open-journal.ts'
import { startErrorFrom } from './start-failure.ts'
import { systemClock as clock } from './system-clock.ts'

interface Offline {
  readonly users: ManageUsers
  readonly keys: ManageApiKeys
  close(): Promise<void>
}

/** The accounts and API keys of a data folder whose server does not run. */
export async function openOffline(folder: DataFolder, log: Log): Promise<Offline> {
  const journal = await openJournal({ folder: folder.journal, log }).catch(startErrorFrom)
  const state = new WritersState(clock)
  await state.recover(journal)
  const users = new ManageUsers({ journal, accounts: state.accounts, passwords: new Passwords(), deliveries: nobodyOnline })
  const keys = new ManageApiKeys({ journal, keys: state.apiKeys, clock })
  return { users, keys, close: () => journal.close() }
}
