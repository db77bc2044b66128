import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { HistoryEvent } from '@magpie-im/checker'
import { afterAll, expect, test } from 'vitest'

const folder = mkdtempSync(join(tmpdir(), 'magpie-check-'))
afterAll(() => rmSync(folder, { recursive: true }))

const message = { id: 'a1', from: 'ann', seqId: 1, body: 'hello' }
const opened: HistoryEvent = { type: 'opened', at: 0, session: 1, user: 'ann', device: 'phone' }
const sent: HistoryEvent = { type: 'sent', at: 1, session: 1, user: 'ann', conversation: 'ann+ben', id: 'a1', body: 'hello', repeat: false }
const acked: HistoryEvent = { type: 'acked', at: 2, session: 1, id: 'a1', seqId: 1 }

function checkHistory(lines: readonly string[]): { readonly status: number | null; readonly output: string } {
  const file = join(folder, 'history.jsonl')
  writeFileSync(file, lines.join('\n'))
  const { status, stdout, stderr } = spawnSync(process.execPath, [fileURLToPath(new URL('check.ts', import.meta.url)), file], {
    encoding: 'utf8',
  })
  return { status, output: stdout + stderr }
}

function stored(messages: readonly (typeof message)[]): HistoryEvent {
  return { type: 'stored', at: 3, conversation: 'ann+ben', members: ['ann', 'ben'], messages }
}

test('a history in which all is well ends with 0', () => {
  const { status, output } = checkHistory([opened, sent, acked, stored([message])].map((event) => JSON.stringify(event)))
  expect([status, output]).toEqual([0, '4 events: 0 lost, 0 doubled, 0 reordered, 0 wrong unread, 0 other\n'])
})

test('a broken promise is told in words, and ends with 1', () => {
  const { status, output } = checkHistory([opened, sent, acked, stored([])].map((event) => JSON.stringify(event)))
  expect(status).toBe(1)
  expect(output).toContain('a1 of ann was acknowledged as 1, and it is not stored in ann+ben')
})

test('what is no history ends with 2 and says where', () => {
  const { status, output } = checkHistory([JSON.stringify(opened), 'gibberish'])
  expect([status, output.includes('event 2: is not JSON')]).toEqual([2, true])
})
