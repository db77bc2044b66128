import { wordActions } from '@magpie-im/model'
import type { BlockedWords, ChangeBlockedWord } from '@magpie-im/services'
import { z } from 'zod'
import { pageOf, parseCursor } from '../cursor.ts'
import { operation } from '../operation.ts'
import { pageQuery, pageSchema } from '../schemas/common.ts'

export interface WordsPorts {
  readonly blockedWords: BlockedWords
  readonly changeBlockedWord: ChangeBlockedWord
}

const tag = 'words'
const path = '/api/v1/words'
const mostAtOnce = 1000
const word = z.string().min(1).max(64).describe('Letters are looked for in lower and upper case.')
const wordSchema = z
  .object({ word, action: z.enum(wordActions).describe('The message is refused, or the word replaced by asterisks.') })
  .meta({ id: 'BlockedWord' })

const listWords = operation({
  id: 'listWords',
  method: 'GET',
  path,
  tag,
  summary: 'Lists the words that may not be written, those of the file among them.',
  scope: 'read',
  console: 'viewer',
  query: pageQuery,
  response: pageSchema(wordSchema),
  handle: ({ query: { cursor, limit } }, { blockedWords }: WordsPorts) => {
    const after = parseCursor(cursor) ?? ''
    const words = [...blockedWords.list()].filter(([word]) => word > after).sort(([a], [b]) => (a < b ? -1 : 1))
    const page = pageOf(words, { limit, isBehind: () => true, placeOf: ([word]) => word })
    return { ...page, items: page.items.map(([word, action]) => ({ word, action })) }
  },
})

const blockWords = operation({
  id: 'blockWords',
  method: 'PUT',
  path,
  tag,
  summary: `Blocks up to ${mostAtOnce} words, whatever the file says about them: all of them or, when one is refused, none.`,
  scope: 'admin',
  console: 'operator',
  auditedByUseCase: true,
  body: z.strictObject({ words: z.array(z.strictObject(wordSchema.shape)).min(1).max(mostAtOnce) }),
  handle: ({ body: { words }, actor }, { changeBlockedWord }: WordsPorts) => changeBlockedWord.changeAll(actor, words),
})

const allowWord = operation({
  id: 'allowWord',
  method: 'DELETE',
  path,
  tag,
  summary: 'Lets a word be written again, whatever the file says about it.',
  scope: 'admin',
  console: 'operator',
  auditedByUseCase: true,
  query: z.object({ word }),
  handle: ({ query: { word }, actor }, { changeBlockedWord }: WordsPorts) => changeBlockedWord.change(actor, word, undefined),
})

export const wordsOperations = [listWords, blockWords, allowWord]
