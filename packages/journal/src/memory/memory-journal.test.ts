import { keyOf } from '../conformance/fixture.ts'
import { journalSuite } from '../conformance/suite.ts'
import { type MemoryJournal, MemoryStore, openMemoryJournal } from './memory-journal.ts'

journalSuite({
  name: 'memory',
  open: async () => {
    const store = new MemoryStore()
    let journal: MemoryJournal | undefined
    return {
      open: async () => {
        journal = openMemoryJournal({ keyOf, store })
        return journal
      },
      fail: () => journal?.fail(),
      heal: async () => journal?.heal(),
      dispose: async () => undefined,
    }
  },
})
