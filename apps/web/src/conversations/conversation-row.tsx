import type { ConversationItem } from '@magpie-im/sdk'
import { Avatar, Icon, useLanguage, useTexts } from '@magpie-im/ui'
import { useAccount } from '../accounts/account.ts'
import { drafts } from '../composer/drafts.ts'
import { useObserved } from '../observed.ts'
import { partsOf } from '../people/contacts.ts'
import { usePresence } from '../people/presence.ts'
import { texts } from '../texts.ts'
import { formatShort } from '../timeline/times.ts'
import { isMuted, isPinned } from './attributes.ts'
import { usePreview } from './preview.ts'

interface ConversationRowProps {
  readonly item: ConversationItem
  readonly isOpen: boolean
  readonly onOpen: () => void
}

export function ConversationRow({ item, isOpen, onOpen }: ConversationRowProps) {
  const t = useTexts(texts)
  const [language] = useLanguage()
  const { called, contacts, user } = useAccount()
  const title = useObserved(contacts).titleOf(item.conversation)
  const { kind, id } = partsOf(item.conversation)
  const status = usePresence(kind === 'user' ? id : undefined)?.status
  const draft = useObserved(drafts).get(user, item.conversation)
  const preview = usePreview(item)
  const isCalled = useObserved(called).in(item)
  const { newest, unread } = item
  return (
    <li>
      <button
        type="button"
        className="row"
        aria-current={isOpen ? 'true' : undefined}
        data-conversation={item.conversation}
        onClick={onOpen}
      >
        <Avatar id={id} name={title} group={kind === 'group'} presence={status} />
        <span className="texts">
          <span className="first">
            <strong>{title}</strong>
            {status !== undefined && status !== 'offline' && <span className="unseen">{t[status]}</span>}
            {isMuted(item) && <Mark icon="mute" label={t.muted} />}
            {isPinned(item) && <Mark icon="pin" label={t.pinned} />}
            {newest !== undefined && <time>{formatShort(newest.stamp / 1000, language, t)}</time>}
          </span>
          <span className="second">
            <span className="preview">
              {isCalled && <em>{t.mentionsYou} </em>}
              {draft !== '' && !isOpen ? (
                <>
                  <em>{t.draft}</em> {draft}
                </>
              ) : (
                preview
              )}
            </span>
            {unread > 0 && (
              <span className={isMuted(item) ? 'badge quiet' : 'badge'}>
                {unread > 99 ? '99+' : unread}
                <span className="unseen"> {t.unread(unread)}</span>
              </span>
            )}
          </span>
        </span>
      </button>
    </li>
  )
}

function Mark({ icon, label }: { readonly icon: 'mute' | 'pin'; readonly label: string }) {
  return (
    <span className="mark">
      <Icon name={icon} size={14} />
      <span className="unseen">{label}</span>
    </span>
  )
}
