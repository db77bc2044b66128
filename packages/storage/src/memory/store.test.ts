import { accountsSuite } from '../conformance/accounts-suite.ts'
import { annotationsSuite } from '../conformance/annotations-suite.ts'
import { conversationListSuite } from '../conformance/conversation-list-suite.ts'
import { filesSuite } from '../conformance/files-suite.ts'
import { friendListSuite } from '../conformance/friend-list-suite.ts'
import { mentionsSuite } from '../conformance/mentions-suite.ts'
import { messageControlSuite } from '../conformance/message-control-suite.ts'
import { messageHistorySuite } from '../conformance/message-history-suite.ts'
import { priorityMessagesSuite } from '../conformance/priority-messages-suite.ts'
import { projectionSuite } from '../conformance/projection-suite.ts'
import { MemoryStore } from './store.ts'

const open = async () => new MemoryStore()

conversationListSuite({ open, runs: 1000 })
messageHistorySuite({ open, runs: 300 })
friendListSuite({ open, runs: 300 })
messageControlSuite({ open })
priorityMessagesSuite({ open, runs: 500 })
accountsSuite({ open })
filesSuite({ open })
annotationsSuite({ open })
mentionsSuite({ open, runs: 500 })
projectionSuite({ open })
