import type { Compactions } from '@magpie-im/services'
import { z } from 'zod'
import { operation } from '../operation.ts'
import { time } from '../schemas/common.ts'

export interface CompactionsPorts {
  readonly compactions: Compactions
}

const tag = 'operating'
const path = '/api/v1/compactions'
const segments = z.int().describe('Files of the journal.')
const statusSchema = z
  .object({
    running: z.boolean(),
    progress: z.object({ done: segments, total: segments }).nullable().describe('null: none is looked at yet, or none runs.'),
    last: z
      .object({
        at: time,
        segments: segments.describe('Files that were rewritten.'),
        bytesBefore: z.int(),
        bytesAfter: z.int(),
        damaged: z.int().describe('Files that are damaged and were left as they are.'),
      })
      .nullable()
      .describe('The last that succeeded since the server was started.'),
  })
  .meta({ id: 'Compaction' })

const compact = operation({
  id: 'compact',
  method: 'POST',
  path,
  tag,
  summary: 'Begins to take contents that are gone (revoked, replaced, expired) off the disk; may take minutes.',
  scope: 'admin',
  console: 'admin',
  status: 202,
  response: statusSchema,
  handle: (_, { compactions }: CompactionsPorts) => {
    compactions.begin()
    return show(compactions)
  },
})

const getCompaction = operation({
  id: 'getCompaction',
  method: 'GET',
  path,
  tag,
  summary: 'Shows how far the compaction of the journal is.',
  scope: 'read',
  console: 'viewer',
  response: statusSchema,
  handle: (_, { compactions }: CompactionsPorts) => show(compactions),
})

export const compactionsOperations = [compact, getCompaction]

function show({ running, progress, lastDone: last }: Compactions): z.input<typeof statusSchema> {
  return {
    running,
    progress: progress ?? null,
    last: last === undefined ? null : { ...last, at: new Date(last.at).toISOString() },
  }
}
