import { useTexts } from '@magpie-im/ui'
import type { OwnConversation } from '../api/things.ts'
import { ListTable } from '../parts/list-table.tsx'
import { Time } from '../parts/shown.tsx'
import { useList } from '../parts/use-list.ts'
import { pathOf } from '../paths.ts'
import { texts } from './conversations-texts.ts'

/** The conversations of a user, without anything of what is written in them. */
export function OwnConversations({ user }: { readonly user: string }) {
  const t = useTexts(texts)
  const list = useList<OwnConversation>(`/api/v1/conversations?user=${encodeURIComponent(user)}`)
  return (
    <ListTable
      list={list}
      label={t.title}
      keyOf={({ id }) => id}
      columns={[
        { name: t.conversation, cell: ({ id, conversation }) => <a href={pathOf('conversations', String(id))}>{conversation}</a> },
        { name: t.messages, look: 'number', cell: ({ last }) => last?.seq ?? 0 },
        { name: t.unread, look: 'number', cell: ({ unread }) => unread },
        { name: t.newest, cell: ({ last }) => <Time of={last?.time ?? null} /> },
      ]}
    />
  )
}
