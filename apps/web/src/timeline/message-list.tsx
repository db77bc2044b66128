import type { Timeline, TimelineEntry } from '@magpie-im/sdk'
import { Button, Icon, IconButton, useTexts } from '@magpie-im/ui'
import { useVirtualizer, type Virtualizer } from '@tanstack/react-virtual'
import { type KeyboardEvent, type RefObject, useEffect, useLayoutEffect, useMemo, useRef, useState } from 'react'
import { useAccount } from '../accounts/account.ts'
import type { Subject } from '../composer/subject-line.tsx'
import type { Selection } from '../forward/selection.ts'
import { useObserved } from '../observed.ts'
import type { Open } from '../open.ts'
import { PinBar } from '../pins/pin-bar.tsx'
import { usePins } from '../pins/pins.ts'
import { texts } from '../texts.ts'
import { Announcer } from './announcer.tsx'
import type { Deeds } from './deeds.ts'
import { type Overlay, Overlays } from './overlays.tsx'
import { useReact } from './react.ts'
import { useReadMark } from './read-mark.ts'
import { RowView, type RowViewProps } from './row-view.tsx'
import { type Row, rowsOf } from './rows.ts'
import { useEntries } from './use-timeline.ts'

interface MessageListProps {
  readonly timeline: Timeline
  readonly open: Open
  readonly selection: Selection
  readonly onSubject: (subject: Subject) => void
  readonly onForward: (stamps: readonly number[]) => void
}

type List = Virtualizer<HTMLDivElement, Element>

/** So near to an end, more is loaded. */
const nearRows = 15

/** What was written, as long as it may be: only what can be seen is in the page. */
export function MessageList({ timeline, open, selection, onSubject, onForward }: MessageListProps) {
  const t = useTexts(texts)
  const { contacts, user } = useAccount()
  useObserved(contacts)
  const entries = useEntries(timeline)
  const { readSeq, unread } = useReadAtOpening(open.conversation)
  // The line is drawn only where what is new begins.
  const isLoaded = readSeq !== undefined && (!timeline.hasOlder || (entries[0]?.seq ?? 0) <= readSeq + 1)
  const lineSeq = isLoaded ? readSeq : undefined
  const rows = useMemo(() => rowsOf(entries, { user, readSeq: lineSeq, now: Date.now() }), [entries, user, lineSeq])
  const scroller = useRef<HTMLDivElement>(null)
  const list = useList(rows, scroller)
  const pins = usePins(open.conversation, entries)
  const [overlay, setOverlay] = useState<Overlay>()
  const [sought, setSought] = useSought(open)
  useFound(timeline, sought, rows, list)
  useFirstPlace(rows, list, open)
  useMoreAtEnds(timeline, rows, list)
  useReadMark(open.conversation, newestSeen(rows, list))
  const toUnread = () => {
    if (readSeq !== undefined) setSought({ seq: readSeq + 1 })
  }
  const deeds = useDeeds({ conversation: open.conversation, selection, setSought, setOverlay })
  const isEmpty = rows.length === 0 && !timeline.hasOlder
  return (
    <>
      <PinBar pins={pins} onJump={deeds.jump} onList={() => setOverlay({ kind: 'pins' })} />
      <div className="messages">
        <div
          ref={scroller}
          className="scroller"
          role="log"
          aria-live="off"
          aria-label={t.messages}
          // biome-ignore lint/a11y/noNoninteractiveTabindex: who has no pointer scrolls it, and goes from message to message.
          tabIndex={0}
          onKeyDown={(event) => moveFocus(event, rows, list)}
        >
          {isEmpty && <p className="hint">{t.noMessages}</p>}
          {rows.length === 0 && !isEmpty && <p className="hint late">{t.loading}</p>}
          <Slots {...{ list, rows, timeline, deeds }} conversation={open.conversation} found={sought?.seq} chosen={selection.stamps} />
        </div>
        {readSeq !== undefined && !isLoaded && entries.length > 0 && <ToUnread count={unread} onGo={toUnread} />}
        <ToNewest timeline={timeline} list={list} />
        <Announcer entries={entries} />
      </div>
      <Overlays
        {...{ overlay, pins, deeds, onSubject, onForward }}
        conversation={open.conversation}
        onClose={() => setOverlay(undefined)}
      />
    </>
  )
}

interface DeedOptions {
  readonly conversation: string
  readonly selection: Selection
  readonly setSought: (sought: Sought) => void
  readonly setOverlay: (overlay: Overlay) => void
}

function useDeeds({ conversation, selection, setSought, setOverlay }: DeedOptions): Deeds {
  const react = useReact(conversation)
  return {
    react,
    jump: (seq) => setSought({ seq }),
    choose: ({ stamp }) => stamp !== undefined && selection.toggle(stamp),
    menu: (entry, place) => setOverlay({ kind: 'menu', entry, place }),
    openMerged: (body) => setOverlay({ kind: 'merged', body }),
    showReaders: ({ stamp }) => stamp !== undefined && setOverlay({ kind: 'readers', stamp }),
  }
}

function useList(rows: readonly Row[], scroller: RefObject<HTMLDivElement | null>): List {
  return useVirtualizer<HTMLDivElement, Element>({
    count: rows.length,
    getScrollElement: () => scroller.current,
    getItemKey: (index) => rows[index]?.key ?? index,
    estimateSize: (index) => (rows[index]?.kind === 'message' ? 56 : 40),
    overscan: 10,
    paddingStart: 16,
    paddingEnd: 16,
    anchorTo: 'end',
    followOnAppend: true,
  })
}

interface SlotsProps extends Omit<RowViewProps, 'row'> {
  readonly list: List
  readonly rows: readonly Row[]
}

/** Each row where it is, those that can be seen and a few around them. */
function Slots({ list, rows, ...rest }: SlotsProps) {
  return (
    <div className="stretch" style={{ height: list.getTotalSize() }}>
      {list.getVirtualItems().map(({ key, index, start }) => {
        const row = rows[index]
        return row === undefined ? null : (
          <div key={key} ref={list.measureElement} data-index={index} className="slot" style={{ transform: `translateY(${start}px)` }}>
            <RowView {...rest} row={row} />
          </div>
        )
      })}
    </div>
  )
}

interface Sought {
  readonly seq: number
}

/** What is looked for, by whoever opened the conversation or in it. The same again is looked for again. */
function useSought(open: Open): readonly [Sought | undefined, (sought: Sought) => void] {
  const opened = ({ seq }: Open) => (seq === undefined ? undefined : { seq })
  const [sought, setSought] = useState(() => opened(open))
  const last = useRef(open)
  useEffect(() => {
    if (last.current !== open) setSought(opened(open))
    last.current = open
  })
  return [sought, setSought]
}

interface ReadAtOpening {
  /** Undefined: there was nothing new. */
  readonly readSeq: number | undefined
  readonly unread: number
}

/** What had been read when the conversation was opened: the line stays where it is while one reads. */
function useReadAtOpening(conversation: string): ReadAtOpening {
  const { conversations } = useAccount()
  const [read] = useState<ReadAtOpening>(() => {
    const { unread = 0, readMark } = conversations.items.find((one) => one.conversation === conversation) ?? {}
    return { readSeq: unread > 0 ? readMark?.seq : undefined, unread }
  })
  return read
}

interface ToUnreadProps {
  readonly count: number
  readonly onGo: () => void
}

/** What is new begins above what is shown. */
function ToUnread({ count, onGo }: ToUnreadProps) {
  const t = useTexts(texts)
  return (
    <Button className="to-unread" onClick={onGo}>
      <Icon name="up" size={16} />
      {t.unreadAbove(count)}
    </Button>
  )
}

/** Begins at the first new message, or at the newest. */
function useFirstPlace(rows: readonly Row[], list: List, { seq }: Open): void {
  const isPlaced = useRef(false)
  useLayoutEffect(() => {
    if (isPlaced.current || rows.length === 0) return
    isPlaced.current = true
    if (seq !== undefined) return
    const unread = rows.findIndex((row) => row.kind === 'unread')
    if (unread >= 0) list.scrollToIndex(unread, { align: 'start' })
    else list.scrollToEnd()
  }, [rows, list, seq])
}

/** Shows where the message is that is looked for. */
function useFound(timeline: Timeline, sought: Sought | undefined, rows: readonly Row[], list: List): void {
  const wanted = useRef<number>(undefined)
  useEffect(() => {
    wanted.current = sought?.seq
    if (sought !== undefined) void timeline.loadAround(sought.seq).catch(() => undefined)
  }, [timeline, sought])
  useLayoutEffect(() => {
    const index = rows.findIndex((row) => row.kind === 'message' && row.entry.seq !== undefined && row.entry.seq === wanted.current)
    if (index < 0) return
    wanted.current = undefined
    list.scrollToIndex(index, { align: 'center' })
  }, [rows, list])
}

function useMoreAtEnds(timeline: Timeline, rows: readonly Row[], list: List): void {
  const isLoading = useRef(false)
  const shown = list.getVirtualItems()
  const [first, last] = [shown[0]?.index ?? nearRows, shown.at(-1)?.index ?? 0]
  useEffect(() => {
    if (isLoading.current || rows.length === 0) return
    const load =
      first < nearRows && timeline.hasOlder ? 'loadOlder' : last > rows.length - nearRows && timeline.hasNewer ? 'loadNewer' : undefined
    if (load === undefined) return
    isLoading.current = true
    // What cannot be read while offline is read when one scrolls on.
    void timeline[load](100)
      .catch(() => undefined)
      .finally(() => {
        isLoading.current = false
      })
  }, [timeline, rows, first, last])
}

function newestSeen(rows: readonly Row[], list: List): TimelineEntry | undefined {
  const end = (list.scrollOffset ?? 0) + (list.scrollRect?.height ?? 0)
  const seen = list.getVirtualItems().filter(({ start }) => start < end)
  const entries = seen.flatMap(({ index }) => {
    const row = rows[index]
    return row?.kind === 'message' && row.entry.stamp !== undefined ? [row.entry] : []
  })
  return entries.at(-1)
}

function ToNewest({ timeline, list }: { readonly timeline: Timeline; readonly list: List }) {
  const t = useTexts(texts)
  const isFar = timeline.hasNewer || list.getTotalSize() - (list.scrollOffset ?? 0) - (list.scrollRect?.height ?? 0) > 400
  if (!isFar || list.scrollRect === null) return null
  const go = async () => {
    if (timeline.hasNewer) await timeline.loadNewest()
    list.scrollToEnd()
  }
  return <IconButton icon="down" label={t.toNewest} className="to-newest" onClick={() => void go()} />
}

/** The arrow keys go from message to message, when one of them has the focus. */
function moveFocus(event: KeyboardEvent<HTMLElement>, rows: readonly Row[], list: List): void {
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key]
  const from = document.activeElement?.closest<HTMLElement>('[data-index]')
  if (step === undefined) return
  const isInside = from != null && event.currentTarget.contains(from)
  if (!isInside && event.key === 'ArrowDown') return
  event.preventDefault()
  let index = isInside ? Number(from.dataset['index']) + step : rows.length - 1
  while (rows[index] !== undefined && rows[index]?.kind !== 'message') index += step
  if (rows[index] === undefined) return
  list.scrollToIndex(index, { align: 'auto' })
  const scroller = event.currentTarget
  const bubble = (): HTMLElement | null => scroller.querySelector(`[data-index="${index}"] .bubble`)
  // At once where it is in the page already, so that keys that follow fast are counted from there.
  if (bubble() === null) requestAnimationFrame(() => bubble()?.focus())
  else bubble()?.focus({ preventScroll: true })
}
