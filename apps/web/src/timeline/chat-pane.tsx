import { Avatar, IconButton, useTexts } from '@magpie-im/ui'
import { useState } from 'react'
import { useAccount } from '../accounts/account.ts'
import { Composer } from '../composer/composer.tsx'
import type { Subject } from '../composer/subject-line.tsx'
import { ForwardDialog } from '../forward/forward-dialog.tsx'
import { useSelection } from '../forward/selection.ts'
import { SelectionBar } from '../forward/selection-bar.tsx'
import { useNotices } from '../notices.tsx'
import { useObserved } from '../observed.ts'
import type { Open } from '../open.ts'
import { partsOf } from '../people/contacts.ts'
import { usePresence } from '../people/presence.ts'
import { texts } from '../texts.ts'
import { MessageList } from './message-list.tsx'
import { useTyping } from './typing.ts'
import { useTimeline } from './use-timeline.ts'

interface ChatPaneProps {
  readonly open: Open
  readonly hasDetails: boolean
  readonly onBack: () => void
  readonly onDetails: () => void
}

/** A conversation: what was written, and where one writes. */
export function ChatPane({ open, hasDetails, onBack, onDetails }: ChatPaneProps) {
  const t = useTexts(texts)
  const { contacts } = useAccount()
  const { conversation } = open
  const { kind, id } = partsOf(conversation)
  const title = useObserved(contacts).titleOf(conversation)
  const group = kind === 'group' ? contacts.group(id) : undefined
  const status = usePresence(kind === 'user' ? id : undefined)?.status
  const timeline = useTimeline(conversation)
  const [subject, setSubject] = useState<Subject>()
  const selection = useSelection()
  const [forwarding, setForwarding] = useState<readonly number[]>()
  const { say } = useNotices()
  const forwarded = () => {
    setForwarding(undefined)
    selection.end()
    say(t.forwardDone)
  }
  return (
    <section className="pane chat" aria-label={title}>
      <header className="bar">
        <IconButton icon="back" label={t.back} className="narrow-only" onClick={onBack} />
        <Avatar id={id} name={title} group={kind === 'group'} size={36} presence={status} />
        <div className="title">
          <h2>{title}</h2>
          <Subtitle
            conversation={conversation}
            otherwise={group !== undefined ? t.members(group.size) : status === 'online' || status === 'away' ? t[status] : ''}
          />
        </div>
        <IconButton icon="info" label={t.details} aria-expanded={hasDetails} onClick={onDetails} />
      </header>
      {timeline === undefined ? (
        <div className="messages" />
      ) : (
        <MessageList timeline={timeline} open={open} selection={selection} onSubject={setSubject} onForward={setForwarding} />
      )}
      {selection.stamps !== undefined && (
        <SelectionBar count={selection.stamps.length} onForward={() => setForwarding(selection.stamps)} onEnd={selection.end} />
      )}
      {kind !== 'notice' && (
        <div hidden={selection.stamps !== undefined}>
          <Composer conversation={conversation} subject={subject} onDone={() => setSubject(undefined)} />
        </div>
      )}
      {forwarding !== undefined && (
        <ForwardDialog from={conversation} stamps={forwarding} onClose={() => setForwarding(undefined)} onForwarded={forwarded} />
      )}
    </section>
  )
}

/** Who is writing or, when nobody is, what else there is to say. */
function Subtitle({ conversation, otherwise }: { readonly conversation: string; readonly otherwise: string }) {
  const t = useTexts(texts)
  const { contacts } = useAccount()
  const typing = useTyping(conversation)
  const names = typing.map((user) => contacts.nameOf(user)).join(', ')
  return (
    <p className="subtitle" role="status">
      {typing.length > 0 ? `${names} ${t.typing}` : otherwise}
    </p>
  )
}
