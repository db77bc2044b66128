import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { eventually } from '../drivers/deadline.ts'
import { controls, labelOf } from '../drivers/omtp/client.ts'
import { startServer } from '../drivers/process.ts'

const patience = 30_000

it('blocked words are refused or replaced, in new content too, by a list that is read again when it changes', async () => {
  using cleanup = new DisposableStack()
  const folder = cleanup.adopt(mkdtempSync(join(tmpdir(), 'magpie-words-')), (path) => rmSync(path, { recursive: true }))
  const list = join(folder, 'words.txt')
  writeFileSync(list, 'worse\n坏蛋\treplace\n')
  await using server = await startServer({ env: { MAGPIE_WORDS_FILE: list } })
  const [ann, ben] = await server.friends('ann', 'ben')

  const refused = await ann.send('ben', 'That is WORSE')
  expect(refused.errorCode.code).toBe(10)
  expect(refused.errorCode.desc).not.toMatch(/worse/i)
  const first = await ann.send('ben', '你是坏蛋', { packId: 'm' })
  expect((await ben.expectMessage()).content).toBe('你是**')
  const message = { sessionId: labelOf('ann', 'ben'), packId: 'm', seqId: first.seqId }
  expect(await ann.control(controls.override, message, { content: 'worse' })).toBe(10)
  await ben.expectNothing()

  writeFileSync(list, 'no line\twith a deed like this\n')
  expect((await ann.send('ben', 'worse')).errorCode.code).toBe(10)
  writeFileSync(list, 'better\n')
  await eventually(patience, 'the new list is in force', async () =>
    (await ann.send('ben', 'better')).errorCode.code === 10 ? true : undefined,
  )
  expect((await ann.send('ben', 'worse')).errorCode.code).toBe(0)
  // A repeat finds its first, though the list would no longer change it.
  expect((await ann.send('ben', '你是坏蛋', { packId: 'm' })).seqId).toBe(first.seqId)
})
