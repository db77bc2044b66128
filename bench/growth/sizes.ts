import { readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'

/** Bytes on the disk by what they are, largest first. */
export type Sizes = readonly (readonly [part: string, bytes: number])[]

/** Of the data folder of a server that has ended. */
export function sizesOf(folder: string): Sizes {
  const journal = join(folder, 'journal')
  const files = readdirSync(journal).map((name) => [name, statSync(join(journal, name)).size] as const)
  const ofJournal = (ending: string) => files.filter(([name]) => name.endsWith(ending)).reduce((sum, [, bytes]) => sum + bytes, 0)
  return [
    ['journal, segments', ofJournal('.log')],
    ['journal, keys', ofJournal('.keys')],
    ['journal, checkpoints', ofJournal('.mck')],
    ...ofDatabase(join(folder, 'magpie.db')),
  ]
}

function ofDatabase(file: string): Sizes {
  const database = new DatabaseSync(file, { readOnly: true })
  try {
    const rows = database.prepare('SELECT name, SUM(pgsize) AS bytes FROM dbstat GROUP BY name ORDER BY bytes DESC').all()
    return rows.map(({ name, bytes }) => [`read model, ${name}`, Number(bytes)] as const)
  } finally {
    database.close()
  }
}
