import type { Reply } from '@magpie-im/sdk'
import { Avatar, Button, IconButton, useLanguage, useTexts } from '@magpie-im/ui'
import { useEffect, useRef, useState } from 'react'
import { useAccount } from '../accounts/account.ts'
import { useWords } from '../conversations/preview.ts'
import { useNotices } from '../notices.tsx'
import { useObserved } from '../observed.ts'
import type { Open } from '../open.ts'
import { partsOf } from '../people/contacts.ts'
import { texts } from '../texts.ts'
import { formatShort } from '../timeline/times.ts'

type Hit = Reply<'searchMessages'>['items'][number]

interface SearchPaneProps {
  readonly onBack: () => void
  readonly onOpen: (open: Open) => void
}

const pauseMs = 200

export function SearchPane({ onBack, onOpen }: SearchPaneProps) {
  const t = useTexts(texts)
  const input = useRef<HTMLInputElement>(null)
  const [text, setText] = useState('')
  const { hits, more } = useHits(text.trim())
  useEffect(() => input.current?.focus(), [])
  return (
    <section className="pane list" aria-label={t.search}>
      <header className="bar">
        <IconButton icon="back" label={t.back} onClick={onBack} />
        <input
          ref={input}
          className="input"
          type="search"
          value={text}
          placeholder={t.searchMessages}
          aria-label={t.searchMessages}
          onChange={(event) => setText(event.target.value)}
          onKeyDown={(event) => event.key === 'Escape' && onBack()}
        />
      </header>
      <p className="hint" role="status">
        {hits === undefined ? t.searchHint : hits.length === 0 ? t.noHits : t.hits(hits.length)}
      </p>
      <ul className="rows">
        {hits?.map((hit) => (
          <HitRow
            key={`${hit.conversation} ${hit.message.seq}`}
            hit={hit}
            onOpen={() => onOpen({ conversation: hit.conversation, seq: hit.message.seq })}
          />
        ))}
        {more !== undefined && (
          <li>
            <Button look="quiet" onClick={more}>
              {t.more}
            </Button>
          </li>
        )}
      </ul>
    </section>
  )
}

interface Found {
  /** Undefined: nothing is sought. */
  readonly hits: readonly Hit[] | undefined
  readonly more: (() => void) | undefined
}

function useHits(text: string): Found {
  const { client } = useAccount()
  const { attempt } = useNotices()
  const [found, setFound] = useState<{ readonly text: string; readonly hits: readonly Hit[]; readonly next: number | undefined }>()
  useEffect(() => {
    if (text === '') return
    let isWanted = true
    const timer = setTimeout(() => {
      void attempt(async () => {
        const { items, next } = await client.request('searchMessages', { text })
        if (isWanted) setFound({ text, hits: items, next })
      })
    }, pauseMs)
    return () => {
      isWanted = false
      clearTimeout(timer)
    }
  }, [client, text, attempt])
  if (text === '' || found === undefined) return { hits: undefined, more: undefined }
  const { hits, next } = found
  const more = () =>
    void attempt(async () => {
      const page = await client.request('searchMessages', { text: found.text, ...(next !== undefined && { before: next }) })
      setFound({ text: found.text, hits: [...hits, ...page.items], next: page.next })
    })
  return { hits, more: next === undefined ? undefined : more }
}

function HitRow({ hit: { conversation, message }, onOpen }: { readonly hit: Hit; readonly onOpen: () => void }) {
  const t = useTexts(texts)
  const [language] = useLanguage()
  const { contacts, user } = useAccount()
  useObserved(contacts)
  const words = useWords()
  const title = contacts.titleOf(conversation)
  const { kind, id } = partsOf(conversation)
  return (
    <li>
      <button type="button" className="row" onClick={onOpen}>
        <Avatar id={id} name={title} group={kind === 'group'} />
        <span className="texts">
          <span className="first">
            <strong>{title}</strong>
            <time>{formatShort(message.stamp / 1000, language, t)}</time>
          </span>
          <span className="second">
            <span className="preview">
              {message.from === user ? t.you : contacts.nameOf(message.from)}: {words(message)}
            </span>
          </span>
        </span>
      </button>
    </li>
  )
}
