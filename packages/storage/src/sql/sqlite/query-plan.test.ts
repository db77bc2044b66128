import { DatabaseSync } from 'node:sqlite'
import { expect, it } from 'vitest'
import { auditLogSql } from '../audit-log.ts'
import { conversationAttributesSql } from '../conversation-attributes.ts'
import { conversationsSql } from '../conversations.ts'
import { filesSql } from '../files.ts'
import { floorsSql } from '../floors.ts'
import { friendsSql } from '../friends.ts'
import { groupsSql } from '../groups.ts'
import { membersSql } from '../members.ts'
import { mentionsSql } from '../mentions.ts'
import { messageControlsSql } from '../message-controls.ts'
import { messagesSql } from '../messages.ts'
import { agingTables, oldRowSql, pruneSql } from '../old-rows.ts'
import { priorityMessagesSql } from '../priority-messages.ts'
import { createTables, messagesIndex } from '../schema.ts'
import { signInsSql } from '../sign-ins.ts'
import { statisticsSql } from '../statistics.ts'

const database = new DatabaseSync(':memory:')
for (const statement of [...createTables(' WITHOUT ROWID'), messagesIndex]) database.exec(statement)

function planOf(sql: string): string {
  const values = Array.from(sql.matchAll(/\?/g), () => 1)
  const steps = database.prepare(`EXPLAIN QUERY PLAN ${sql}`).all(...values)
  return steps.map((step) => step['detail']).join('; ')
}

it('pages a list by its stamps, without sorting', () => {
  expect(planOf(membersSql.page)).toBe('SEARCH members USING INDEX members_by_stamp (user_id=? AND stamp>?)')
})

it('pages messages by their seqs from either end, without sorting', () => {
  for (const sql of [messagesSql.newestOfPage, messagesSql.oldestOfPage]) {
    expect(planOf(sql)).toMatch(/^SEARCH m USING INDEX messages_by_seq \(conversation=\? AND seq>\? AND seq<\?\);/)
    expect(planOf(sql)).not.toContain('TEMP B-TREE')
  }
})

it('looks by key whether a message is deleted, and for what does not count any more in the part that is unread', () => {
  expect(planOf(messagesSql.newestOfPage)).toContain('SEARCH c USING PRIMARY KEY (conversation=? AND reader=? AND seq=?)')
  expect(planOf(messagesSql.newest)).toMatch(/^SEARCH m USING INDEX messages_by_seq \(conversation=\? AND seq<\?\);/)
  expect(planOf(messageControlsSql.exceptions)).toMatch(
    /^SEARCH c USING PRIMARY KEY \(conversation=\? AND reader=\? AND seq>\? AND seq<\?\);/,
  )
})

it('lists friends in the order they were made, without sorting', () => {
  expect(planOf(friendsSql.since)).toBe('SEARCH friends USING INDEX friends_by_since (user_id=? AND since>?)')
})

const { put: _, ...gathered } = priorityMessagesSql

it.each(Object.entries(gathered))('gathers a queue by key from the conversations of its user: %s', (_, sql) => {
  const plan = planOf(sql)
  expect(plan).not.toMatch(/SCAN/)
  expect(plan.match(/SEARCH o USING (PRIMARY KEY|COVERING INDEX members_by_stamp) \(user_id=\?\)/g)).toHaveLength(2)
  expect(
    plan.match(/SEARCH m USING (PRIMARY KEY|COVERING INDEX message_controls_by_stamp) \(conversation=\? AND stamp>\?\)/g),
  ).toHaveLength(2)
})

const aggregates = {
  members: membersSql,
  conversations: conversationsSql,
  friends: friendsSql,
  groups: groupsSql,
  messages: messagesSql,
  controls: messageControlsSql,
  mentions: mentionsSql,
  attributes: conversationAttributesSql,
  floors: floorsSql,
  signIns: signInsSql,
  audit: auditLogSql,
  statistics: statisticsSql,
  files: filesSql,
  old: Object.fromEntries(
    agingTables.flatMap((table) => [
      [`${table} step`, oldRowSql(table)],
      [`${table} prune`, pruneSql(table)],
    ]),
  ),
}
const statements = Object.entries(aggregates).flatMap(([aggregate, sql]) =>
  Object.entries(sql).map(([name, text]) => [`${aggregate} ${name}`, text] as const),
)

it.each(statements)('searches by key: %s', (_, sql) => {
  const plan = planOf(sql)
  expect(plan).not.toMatch(/TEMP B-TREE/)
  if (!sql.includes('GROUP BY')) expect(plan).not.toMatch(/SCAN/)
})
