import type { Log } from '@magpie-im/model'
import { ManageUsers, nobodyOnline, Passwords, WritersState } from '@magpie-im/services'
import type { DataFolder } from './data/data-folder.ts'
import { openJournal } from './open-journal.ts'
import { startErrorFrom } from './start-failure.ts'
import { systemClock as clock } from './system-clock.ts'

/** The accounts of a data folder whose server does not run. */
export async function openUsers(folder: DataFolder, log: Log): Promise<{ users: ManageUsers; close(): Promise<void> }> {
  const journal = await openJournal({ folder: folder.journal, log }).catch(startErrorFrom)
  const state = new WritersState(clock)
  await state.recover(journal)
  const users = new ManageUsers({ journal, accounts: state.accounts, passwords: new Passwords(), deliveries: nobodyOnline })
  return { users, close: () => journal.close() }
}
