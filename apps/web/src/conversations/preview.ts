import type { ConversationItem, Message } from '@magpie-im/sdk'
import { useTexts } from '@magpie-im/ui'
import { useAccount } from '../accounts/account.ts'
import { useObserved } from '../observed.ts'
import { partsOf } from '../people/contacts.ts'
import { texts } from '../texts.ts'

type Told = Pick<Message, 'kind' | 'body' | 'state'>

/** A message in a few words. */
export function useWords(): (message: Told) => string {
  const t = useTexts(texts)
  return ({ kind, body }) => (kind === 'text' ? body.slice(0, 200) : `[${t[kind]}]`)
}

/** The newest line of a conversation, and who wrote it where that is not clear. */
export function usePreview({ conversation, newest }: ConversationItem): string {
  const t = useTexts(texts)
  const words = useWords()
  const { contacts, user } = useAccount()
  useObserved(contacts)
  if (newest === undefined) return ''
  const isOwn = newest.from === user
  if (newest.state === 'revoked') return isOwn ? t.revokedByYou : t.revoked(contacts.nameOf(newest.from))
  if (isOwn) return `${t.you}: ${words(newest)}`
  return partsOf(conversation).kind === 'group' ? `${contacts.nameOf(newest.from)}: ${words(newest)}` : words(newest)
}
