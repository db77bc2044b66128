import type { TimelineEntry } from '@magpie-im/sdk'
import { Icon, type IconName, useTexts } from '@magpie-im/ui'
import { type KeyboardEvent, useEffect, useLayoutEffect, useRef } from 'react'
import { useAccount } from '../accounts/account.ts'
import { reactions } from '../composer/emoji.ts'
import type { Subject } from '../composer/subject-line.tsx'
import { useNotices } from '../notices.tsx'
import { partsOf } from '../people/contacts.ts'
import type { Pins } from '../pins/pins.ts'
import { texts } from '../texts.ts'
import type { Deeds, Place } from './deeds.ts'

interface MessageMenuProps {
  readonly entry: TimelineEntry
  readonly place: Place
  readonly conversation: string
  readonly pins: Pins
  readonly deeds: Deeds
  readonly onSubject: (subject: Subject) => void
  readonly onForward: (stamps: readonly number[]) => void
  readonly onClose: () => void
}

interface Action {
  readonly icon: IconName
  readonly label: string
  readonly act: () => unknown
  readonly isGrave?: boolean
}

/** What can be done with a message, by pointer and by keyboard. */
export function MessageMenu({ place, onClose, ...rest }: MessageMenuProps) {
  const t = useTexts(texts)
  const { attempt } = useNotices()
  const menu = useRef<HTMLDivElement>(null)
  const actions = useActions(rest)
  const close = () => {
    onClose()
    place.of.focus()
  }
  useLayoutEffect(() => {
    if (menu.current !== null) settle(menu.current, place)
  }, [place])
  useEffect(() => {
    const closeOutside = (event: Event) => {
      if (!(event.target instanceof Node && menu.current?.contains(event.target))) onClose()
    }
    addEventListener('pointerdown', closeOutside, true)
    addEventListener('resize', onClose)
    return () => {
      removeEventListener('pointerdown', closeOutside, true)
      removeEventListener('resize', onClose)
    }
  }, [onClose])
  return (
    <div
      ref={menu}
      className="menu"
      role="menu"
      aria-label={t.messageMenu}
      tabIndex={-1}
      onKeyDown={(event) => steer(event, menu.current, close)}
    >
      <div className="react">
        {reactions.map((emoji) => (
          <button
            key={emoji}
            type="button"
            role="menuitem"
            tabIndex={-1}
            aria-label={`${t.react} ${emoji}`}
            onClick={() => {
              close()
              rest.deeds.react(rest.entry, emoji)
            }}
          >
            {emoji}
          </button>
        ))}
      </div>
      {actions.map(({ icon, label, act, isGrave = false }) => (
        <button
          key={label}
          type="button"
          role="menuitem"
          tabIndex={-1}
          className={isGrave ? 'grave' : ''}
          onClick={() => {
            close()
            void attempt(act)
          }}
        >
          <Icon name={icon} size={18} />
          {label}
        </button>
      ))}
    </div>
  )
}

type Asked = Omit<MessageMenuProps, 'place' | 'onClose'>

function useActions({ entry, conversation, pins, deeds, onSubject, onForward }: Asked): readonly Action[] {
  const t = useTexts(texts)
  const { client, user } = useAccount()
  const { say } = useNotices()
  const { stamp, kind, body } = entry
  if (stamp === undefined) return []
  const isOwn = entry.from === user
  const isText = kind === 'text'
  const isPinned = pins.has(stamp)
  const isOfGroup = partsOf(conversation).kind === 'group'
  const about = { ...entry, stamp }
  const copy = async () => {
    await navigator.clipboard.writeText(body)
    say(t.copied)
  }
  const all: readonly (Action & { readonly may: boolean })[] = [
    { icon: 'reply', label: t.reply, act: () => onSubject({ action: 'reply', about }), may: true },
    { icon: 'forward', label: t.forward, act: () => onForward([stamp]), may: true },
    { icon: 'check', label: t.chooseSeveral, act: () => deeds.choose(entry), may: true },
    { icon: 'copy', label: t.copy, act: copy, may: isText },
    { icon: 'pin', label: isPinned ? t.unpinMessage : t.pinMessage, act: () => pins.toggle(stamp), may: pins.mayPin },
    { icon: 'checks', label: t.readers, act: () => deeds.showReaders(entry), may: isOwn && isOfGroup },
    { icon: 'edit', label: t.edit, act: () => onSubject({ action: 'edit', about }), may: isOwn && isText },
    { icon: 'undo', label: t.revoke, act: () => client.revoke(conversation, { stamp }), isGrave: true, may: isOwn },
    { icon: 'trash', label: t.deleteForMe, act: () => client.delete(conversation, { stamp }), isGrave: true, may: true },
  ]
  return all.filter(({ may }) => may)
}

/** Puts it where it was asked for, and all of it on the screen. */
function settle(menu: HTMLElement, { x, y }: Place): void {
  const { width, height } = menu.getBoundingClientRect()
  menu.style.left = `${Math.max(8, Math.min(x, innerWidth - width - 8))}px`
  menu.style.top = `${Math.max(8, y + height > innerHeight - 8 ? y - height : y)}px`
  menu.querySelector<HTMLElement>(':scope > [role=menuitem]')?.focus()
}

function steer(event: KeyboardEvent, menu: HTMLElement | null, close: () => void): void {
  const items = [...(menu?.querySelectorAll('button') ?? [])]
  const at = items.findIndex((item) => item.matches(':focus'))
  const steps: Readonly<Record<string, number>> = { ArrowDown: at + 1, ArrowUp: at - 1 + items.length, Home: 0, End: items.length - 1 }
  const next = steps[event.key]
  if (event.key === 'Escape' || event.key === 'Tab') close()
  else if (next !== undefined) items[next % items.length]?.focus()
  else return
  event.preventDefault()
  event.stopPropagation()
}
