import { expect, it } from 'vitest'
import { Ledger, type Seen } from './ledger.ts'

const message = (packId: string, seqId: bigint, from = 'ann'): Seen => ({ packId, from, seqId })
const three = [message('a', 10n), message('b', 20n), message('c', 30n)]

function promised(): Ledger {
  const ledger = new Ledger()
  for (const { packId, seqId } of three) {
    ledger.sent('ann', packId)
    ledger.ack(packId, seqId)
  }
  return ledger
}

const kinds = (ledger: Ledger, history: readonly Seen[]) => [...new Set(ledger.findings(history).map(({ kind }) => kind))]

it('finds nothing where everything agrees', () => {
  const ledger = promised()
  ledger.view('ben', 10n).pushed.push(message('b', 20n), message('c', 30n))
  ledger.view('ben', 30n)
  ledger.unread({ user: 'ben', unread: 1, readTo: 20n })
  ledger.ack('b', 20n)
  expect(ledger.findings(three)).toEqual([])
})

it('allows a message that was sent and never acknowledged to be there or not', () => {
  const ledger = promised()
  ledger.sent('ann', 'd')
  expect(ledger.findings(three)).toEqual([])
  expect(ledger.findings([...three, message('d', 40n)])).toEqual([])
})

it('calls an acknowledged message that is not stored lost', () => {
  expect(kinds(promised(), three.slice(0, 2))).toEqual(['lost'])
})

it('calls a message that is stored twice doubled', () => {
  expect(kinds(promised(), [...three, message('c', 40n)])).toContain('doubled')
})

it('calls a message that is pushed in two sessions doubled', () => {
  const ledger = promised()
  ledger.view('ben', 0n).pushed.push(...three)
  ledger.view('ben', 20n).pushed.push(message('c', 30n))
  expect(kinds(ledger, three)).toEqual(['doubled'])
})

it('calls a history that does not follow the sender reordered', () => {
  const ledger = new Ledger()
  for (const id of ['a', 'b']) ledger.sent('ann', id)
  expect(kinds(ledger, [message('b', 10n), message('a', 20n)])).toEqual(['reordered'])
})

it('calls a history whose seqIds do not rise reordered', () => {
  const ledger = new Ledger()
  for (const id of ['a', 'b']) ledger.sent('ann', id)
  expect(kinds(ledger, [message('a', 10n), message('b', 10n)])).toEqual(['reordered'])
})

it('calls pushes that do not rise reordered', () => {
  const ledger = promised()
  ledger.view('ben', 0n).pushed.push(message('b', 20n), message('a', 10n), message('c', 30n))
  expect(kinds(ledger, three)).toEqual(['reordered'])
})

it('calls a message nobody sent, or another sender sent, invented', () => {
  expect(kinds(promised(), [...three, message('d', 40n)])).toEqual(['invented'])
  const ledger = new Ledger()
  ledger.sent('ann', 'a')
  expect(kinds(ledger, [message('a', 10n, 'ben')])).toEqual(['invented'])
})

it('tells an ack that differs from the first one, or from what is stored', () => {
  const ledger = promised()
  ledger.ack('a', 11n)
  expect(kinds(ledger, three)).toEqual(['ack differs'])
  expect(kinds(promised(), [message('a', 11n), ...three.slice(1)])).toEqual(['ack differs'])
})

it('calls a gap in what was pushed after a sync missed', () => {
  const ledger = promised()
  ledger.view('ben', 0n).pushed.push(message('a', 10n), message('c', 30n))
  expect(kinds(ledger, three)).toEqual(['missed'])
})

it('calls a message missed that was acknowledged before a session ended in peace and never pushed to it', () => {
  for (const [syncedTo, missed] of [
    [20n, ['missed']],
    [30n, []],
  ] as const) {
    const ledger = promised()
    ledger.view('ben', syncedTo).owed = ledger.newestAckedFor('ben')
    expect(kinds(ledger, three)).toEqual(missed)
  }
})

it('owes nobody his own messages, or what is not acknowledged', () => {
  const ledger = promised()
  ledger.sent('ben', 'd')
  ledger.ack('d', 40n)
  ledger.sent('ann', 'e')
  expect([ledger.newestAckedFor('ben'), ledger.newestAckedFor('ann')]).toEqual([30n, 40n])
})

it('calls a push that is not stored invented', () => {
  const ledger = promised()
  ledger.sent('ann', 'd')
  ledger.view('ben', 30n).pushed.push(message('d', 40n))
  expect(kinds(ledger, three)).toEqual(['invented'])
})

it('finds a push of what the sync had shown already', () => {
  const ledger = promised()
  ledger.view('ben', 10n).pushed.push(...three)
  expect(kinds(ledger, three)).toEqual(['invented'])
})

it('tells a wrong unread count, too high or too low', () => {
  for (const unread of [0, 2]) {
    const ledger = promised()
    ledger.unread({ user: 'ben', unread, readTo: 20n })
    expect(kinds(ledger, three)).toEqual(['wrong unread'])
  }
})
