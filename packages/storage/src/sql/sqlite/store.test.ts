import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll } from 'vitest'
import { accountsSuite } from '../../conformance/accounts-suite.ts'
import { annotationsSuite } from '../../conformance/annotations-suite.ts'
import { conversationListSuite } from '../../conformance/conversation-list-suite.ts'
import { filesSuite } from '../../conformance/files-suite.ts'
import { friendListSuite } from '../../conformance/friend-list-suite.ts'
import { mentionsSuite } from '../../conformance/mentions-suite.ts'
import { messageControlSuite } from '../../conformance/message-control-suite.ts'
import { messageHistorySuite } from '../../conformance/message-history-suite.ts'
import { priorityMessagesSuite } from '../../conformance/priority-messages-suite.ts'
import { projectionSuite } from '../../conformance/projection-suite.ts'
import { silentLog } from '../../conformance/test-log.ts'
import { openSqlite } from './open.ts'

let folder: string
let opened = 0

beforeAll(() => {
  folder = fs.mkdtempSync(path.join(os.tmpdir(), 'magpie-storage-'))
})

afterAll(() => fs.rmSync(folder, { recursive: true }))

const open = async () => {
  opened += 1
  return openSqlite({ file: path.join(folder, `${opened}.db`), journal: 'journal', durable: Number.MAX_SAFE_INTEGER, log: silentLog })
}

conversationListSuite({ open, runs: 60 })
messageHistorySuite({ open, runs: 30 })
friendListSuite({ open, runs: 30 })
messageControlSuite({ open })
priorityMessagesSuite({ open, runs: 40 })
accountsSuite({ open })
filesSuite({ open })
annotationsSuite({ open })
mentionsSuite({ open, runs: 60 })
projectionSuite({ open })
