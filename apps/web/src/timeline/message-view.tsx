import type { Content, Timeline, TimelineEntry } from '@magpie-im/sdk'
import { Avatar, Button, Icon, type IconName, useLanguage, useTexts } from '@magpie-im/ui'
import type { KeyboardEvent, MouseEvent } from 'react'
import { useAccount } from '../accounts/account.ts'
import { useNotices } from '../notices.tsx'
import { speaksTo } from '../people/called.ts'
import { partsOf } from '../people/contacts.ts'
import { texts } from '../texts.ts'
import { parseContent } from './content.ts'
import type { Deeds } from './deeds.ts'
import { MessageBody } from './message-body.tsx'
import { ReactionLine } from './reaction-line.tsx'
import { ReplyQuote } from './reply-quote.tsx'
import { type Row, timeOfStamp } from './rows.ts'
import { formatTime, formatWhole } from './times.ts'

export interface MessageViewProps {
  readonly row: Extract<Row, { kind: 'message' }>
  readonly timeline: Timeline
  readonly conversation: string
  /** Whether this is what was looked for. */
  readonly isFound: boolean
  /** Whether it is chosen; undefined: nobody is choosing. */
  readonly isChosen: boolean | undefined
  readonly deeds: Deeds
}

export function MessageView(props: MessageViewProps) {
  const t = useTexts(texts)
  const { contacts, user } = useAccount()
  const { row, timeline, conversation, isFound, isChosen, deeds } = props
  const { entry, begins, ends } = row
  const { stamp } = entry
  const isOwn = entry.from === user
  const isGroup = partsOf(conversation).kind === 'group'
  const name = contacts.nameOf(entry.from)
  const classes = [
    'message',
    isOwn ? 'mine' : 'theirs',
    begins && 'begins',
    ends && 'ends',
    isFound && 'found',
    speaksTo(entry, user) && 'calls',
  ]
  return (
    <article className={classes.filter(Boolean).join(' ')} data-seq={entry.seq} aria-label={isOwn ? t.you : name}>
      {isGroup && !isOwn && <span className="face">{ends && <Avatar id={entry.from} name={name} size={32} />}</span>}
      <div className="column">
        {isGroup && !isOwn && begins && <span className="name">{name}</span>}
        <Bubble {...props} />
        <ReactionLine reactions={entry.reactions ?? []} onToggle={(emoji) => deeds.react(entry, emoji)} />
        {entry.outgoing === 'failed' && <Failed entry={entry} timeline={timeline} conversation={conversation} />}
      </div>
      {stamp !== undefined && isChosen === undefined && (
        <button
          type="button"
          className="more"
          aria-label={t.messageMenu}
          title={t.messageMenu}
          onClick={({ clientX: x, clientY: y, currentTarget: of }) => deeds.menu(entry, { x, y, of })}
        >
          <Icon name="more" size={18} />
        </button>
      )}
      {stamp !== undefined && isChosen !== undefined && (
        <label className="chooser">
          <input type="checkbox" checked={isChosen} aria-label={t.chooseMessage} onChange={() => deeds.choose(entry)} />
        </label>
      )}
    </article>
  )
}

/** What is in it, and its menu by pointer and by key. */
function Bubble({ row: { entry }, timeline, conversation, isChosen, deeds }: MessageViewProps) {
  const isOfGroup = partsOf(conversation).kind === 'group'
  const openMenu = (event: MouseEvent<HTMLElement>) => {
    // A selection or a link has a menu of the browser's own.
    if (entry.stamp === undefined || (event.target instanceof Element && event.target.closest('a') !== null)) return
    event.preventDefault()
    deeds.menu(entry, { x: event.clientX, y: event.clientY, of: event.currentTarget })
  }
  const onKeyDown = (event: KeyboardEvent<HTMLElement>) => {
    if (event.target !== event.currentTarget || entry.stamp === undefined || (event.key !== 'Enter' && event.key !== 'ContextMenu')) return
    event.preventDefault()
    if (isChosen !== undefined) return deeds.choose(entry)
    const { left, bottom } = event.currentTarget.getBoundingClientRect()
    deeds.menu(entry, { x: left, y: bottom, of: event.currentTarget })
  }
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: its menu is opened by pointer here and by the button for others.
    <div className={`bubble ${entry.kind}`} tabIndex={-1} onContextMenu={openMenu} onKeyDown={onKeyDown}>
      {entry.forwarded !== undefined && <Origin from={entry.forwarded.from} />}
      {entry.replyTo !== undefined && (
        <ReplyQuote replyTo={entry.replyTo} timeline={timeline} conversation={conversation} onJump={deeds.jump} />
      )}
      <MessageBody entry={entry} onMerged={deeds.openMerged} />
      <Footer entry={entry} onReaders={isOfGroup ? () => deeds.showReaders(entry) : undefined} />
    </div>
  )
}

function Origin({ from }: { readonly from: string }) {
  const t = useTexts(texts)
  const { contacts, user } = useAccount()
  return (
    <p className="origin">
      <Icon name="forward" size={14} />
      {t.forwardedFrom(from === user ? t.you : contacts.nameOf(from))}
    </p>
  )
}

const outgoingIcons: Readonly<Record<NonNullable<TimelineEntry['outgoing']>, IconName>> = {
  sending: 'clock',
  sent: 'check',
  delivered: 'checks',
  read: 'checks',
  failed: 'close',
}

interface FooterProps {
  readonly entry: TimelineEntry
  /** Shows who has read it; undefined: the tick says that. */
  readonly onReaders: (() => void) | undefined
}

function Footer({ entry, onReaders }: FooterProps) {
  const t = useTexts(texts)
  const [language] = useLanguage()
  const { stamp, outgoing } = entry
  const at = timeOfStamp(stamp)
  const icon = outgoing && <Icon name={outgoingIcons[outgoing]} size={14} />
  return (
    <span className="footer">
      {entry.state === 'replaced' && <span>{t.edited}</span>}
      {at !== undefined && (
        <time dateTime={new Date(at).toISOString()} title={formatWhole(at, language)}>
          {formatTime(at, language)}
        </time>
      )}
      {outgoing !== undefined && onReaders !== undefined && stamp !== undefined && (
        <button type="button" className="state" aria-label={t.readers} title={t.readers} onClick={onReaders}>
          {icon}
        </button>
      )}
      {outgoing !== undefined && (onReaders === undefined || stamp === undefined) && (
        <span className={`state ${outgoing}`} title={t[outgoing]}>
          {icon}
          <span className="unseen">{t[outgoing]}</span>
        </span>
      )}
    </span>
  )
}

function Failed({
  entry,
  timeline,
  conversation,
}: {
  readonly entry: TimelineEntry
  readonly timeline: Timeline
  readonly conversation: string
}) {
  const t = useTexts(texts)
  const { client } = useAccount()
  const { reasonOf } = useNotices()
  const retry = () => {
    const { key, kind } = entry
    timeline.discard(key)
    if (isWritten(kind)) client.send(conversation, { ...again(entry), kind })
  }
  return (
    <p className="failure" role="alert">
      <span>{entry.error !== undefined && reasonOf(entry.error)}</span>
      <Button look="quiet" onClick={retry}>
        {t.retry}
      </Button>
      <Button look="quiet" onClick={() => timeline.discard(entry.key)}>
        {t.discard}
      </Button>
    </p>
  )
}

function again({ kind, body, replyTo, mentions }: TimelineEntry): Content {
  const { file } = parseContent(kind === 'text' ? '' : body)
  return {
    body,
    ...(replyTo && { replyTo: replyTo.stamp }),
    ...(mentions && { mentions: { ...mentions } }),
    ...(file && { files: [file] }),
  }
}

/** Others are made by the server. */
function isWritten(kind: string): kind is NonNullable<Content['kind']> {
  return kind !== 'merged'
}
