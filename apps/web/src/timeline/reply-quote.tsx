import type { Message, Timeline, TimelineEntry } from '@magpie-im/sdk'
import { useTexts } from '@magpie-im/ui'
import { useEffect, useState } from 'react'
import { useAccount } from '../accounts/account.ts'
import { useWords } from '../conversations/preview.ts'
import { texts } from '../texts.ts'

interface ReplyQuoteProps {
  readonly replyTo: NonNullable<TimelineEntry['replyTo']>
  readonly timeline: Timeline
  readonly conversation: string
  readonly onJump: (seq: number) => void
}

type Original = Pick<Message, 'kind' | 'body' | 'state'>

/** What a message answers, as it is now: it may have been changed or taken back since. */
export function ReplyQuote({ replyTo, timeline, conversation, onJump }: ReplyQuoteProps) {
  const t = useTexts(texts)
  const words = useWords()
  const { contacts, user } = useAccount()
  const original = useOriginal(replyTo.seq, timeline, conversation)
  const name = replyTo.from === user ? t.you : contacts.nameOf(replyTo.from)
  return (
    <button type="button" className="quote" onClick={() => onJump(replyTo.seq)}>
      <strong>{name}</strong>
      <span>{original === undefined ? '…' : original === 'gone' || original.state === 'revoked' ? t.notShown : words(original)}</span>
    </button>
  )
}

function useOriginal(seq: number, timeline: Timeline, conversation: string): Original | 'gone' | undefined {
  const { client } = useAccount()
  const near = timeline.entries.find((entry) => entry.seq === seq)
  const [far, setFar] = useState<Original | 'gone'>()
  const isNear = near !== undefined
  useEffect(() => {
    if (isNear) return
    let isWanted = true
    client.history(conversation, { before: seq + 1, after: seq - 1, limit: 1 }).then(
      ({ items }) => isWanted && setFar(items.find((message) => message.seq === seq) ?? 'gone'),
      () => undefined,
    )
    return () => {
      isWanted = false
    }
  }, [client, conversation, seq, isNear])
  return near ?? far
}
