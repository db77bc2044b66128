import type { TimelineEntry } from '@magpie-im/sdk'
import { IconButton, useTexts } from '@magpie-im/ui'
import { useAccount } from '../accounts/account.ts'
import { useWords } from '../conversations/preview.ts'
import { texts } from '../texts.ts'

type About = Pick<TimelineEntry, 'from' | 'kind' | 'body' | 'state'> & { readonly stamp: number }

/** What the next text is about. */
export type Subject = { readonly action: 'edit' | 'reply'; readonly about: About }

export function SubjectLine({ subject: { action, about }, onDone }: { readonly subject: Subject; readonly onDone: () => void }) {
  const t = useTexts(texts)
  const words = useWords()
  const { contacts, user } = useAccount()
  const name = about.from === user ? t.you : contacts.nameOf(about.from)
  return (
    <div className="subject">
      <p>
        <strong>{action === 'edit' ? t.editing : t.replyingTo(name)}</strong>
        <br />
        {words(about)}
      </p>
      <IconButton icon="close" label={t.cancel} onClick={onDone} />
    </div>
  )
}
