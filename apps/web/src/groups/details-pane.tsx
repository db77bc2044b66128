import { Avatar, Button, IconButton, useTexts } from '@magpie-im/ui'
import { useAccount } from '../accounts/account.ts'
import { type Attribute, isMuted, isPinned } from '../conversations/attributes.ts'
import { useItem } from '../conversations/use-item.ts'
import { useNotices } from '../notices.tsx'
import { useObserved } from '../observed.ts'
import { partsOf } from '../people/contacts.ts'
import { texts } from '../texts.ts'
import { FriendDetails } from './friend-details.tsx'
import { GroupDetails } from './group-details.tsx'

interface DetailsPaneProps {
  readonly conversation: string
  readonly onClose: () => void
  /** The conversation is no longer one's own. */
  readonly onLeft: () => void
  readonly onOpen: (conversation: string) => void
}

/** What there is to know and to do about a conversation. */
export function DetailsPane({ conversation, onClose, onLeft, onOpen }: DetailsPaneProps) {
  const t = useTexts(texts)
  const { contacts } = useAccount()
  const { kind, id } = partsOf(conversation)
  const title = useObserved(contacts).titleOf(conversation)
  return (
    <aside className="pane details" aria-label={t.details}>
      <header className="bar">
        <h2 className="title">{t.details}</h2>
        <IconButton icon="close" label={t.close} onClick={onClose} />
      </header>
      <div className="sheet">
        <div className="face-large">
          <Avatar id={id} name={title} group={kind === 'group'} size={88} />
          <h3>{title}</h3>
          <p>{id}</p>
        </div>
        <OfConversation conversation={conversation} onLeft={onLeft} />
        {kind === 'user' && <FriendDetails user={id} />}
        {kind === 'group' && <GroupDetails group={id} onLeft={onLeft} onOpen={onOpen} />}
      </div>
    </aside>
  )
}

function OfConversation({ conversation, onLeft }: Pick<DetailsPaneProps, 'conversation' | 'onLeft'>) {
  const t = useTexts(texts)
  const { client } = useAccount()
  const { attempt } = useNotices()
  const item = useItem(conversation)
  if (item === undefined) return null
  const set = (name: Attribute, on: boolean) =>
    void attempt(() => client.request('setConversationAttribute', { conversation, name, value: on ? '1' : '' }))
  const remove = () => void attempt(() => client.request('removeConversation', { conversation }).then(onLeft))
  const [pinned, muted] = [isPinned(item), isMuted(item)]
  return (
    <div className="actions">
      <Button aria-pressed={pinned} onClick={() => set('pinned', !pinned)}>
        {pinned ? t.unpin : t.pin}
      </Button>
      <Button aria-pressed={muted} onClick={() => set('muted', !muted)}>
        {muted ? t.unmute : t.mute}
      </Button>
      <Button onClick={remove}>{t.removeConversation}</Button>
    </div>
  )
}
