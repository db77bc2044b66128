import { type ConversationKey, groupKey, pairKey, type ShownMessage, type Stored } from '@magpie-im/checker'
import { openSimulatedReader, type SimulatedDisk } from '@magpie-im/journal'
import type { JournalRecord, Position } from '@magpie-im/model'
import { journalFolder } from './simulated-process.ts'

interface Found {
  readonly members: Set<string>
  readonly messages: ShownMessage[]
}

/** What every conversation is in the end, read from the journal record by record, by nothing the server shares. */
export async function storedIn(disk: SimulatedDisk, durable: Position): Promise<Omit<Stored, 'at'>[]> {
  const reader = openSimulatedReader(disk, journalFolder, (action) => action())
  const found = new Map<ConversationKey, Found>()
  const names = new Map<number, ConversationKey>()
  for await (const { entries } of reader.read(0, durable)) for (const { record } of entries) take(record, found, names)
  reader.close()
  return [...found].map(([conversation, { members, messages }]) => ({
    type: 'stored',
    conversation,
    members: [...members],
    messages,
  }))
}

function take(record: JournalRecord, found: Map<ConversationKey, Found>, names: Map<number, ConversationKey>): void {
  switch (record.type) {
    case 'conversation': {
      const [a, b] = record.members
      const { members } = begin(record.conversation, pairKey(a, b))
      members.add(a).add(b)
      break
    }
    case 'group':
      begin(record.conversation, groupKey(record.id))
      break
    case 'membership': {
      const members = of(record.conversation)?.members
      if (record.role === 'gone') members?.delete(record.user)
      else members?.add(record.user)
      break
    }
    case 'message': {
      const { clientMessageId: id, sender: from, seqId, seq, body } = record
      of(record.conversation)?.messages.push({ id, from, seqId, seq, body })
      break
    }
    case 'message-control': {
      const messages = of(record.conversation)?.messages ?? []
      const at = messages.findIndex(({ seq }) => seq === record.target.seq)
      const message = messages[at]
      if (message !== undefined && record.action === 'revoke') messages[at] = { ...message, body: '' }
    }
  }

  function begin(id: number, key: ConversationKey): Found {
    names.set(id, key)
    const known = found.get(key) ?? { members: new Set<string>(), messages: [] }
    found.set(key, known)
    return known
  }

  function of(id: number): Found | undefined {
    const key = names.get(id)
    return key === undefined ? undefined : found.get(key)
  }
}
