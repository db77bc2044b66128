import { useTexts } from '@magpie-im/ui'
import { type KeyboardEvent, type RefObject, useId, useLayoutEffect } from 'react'
import { texts } from '../texts.ts'
import { MentionSuggestions } from './mention-suggestions.tsx'
import { type Candidate, withMention } from './mentions.ts'
import type { Mentions } from './use-mentions.ts'

interface TextInputProps {
  readonly ref: RefObject<HTMLTextAreaElement | null>
  readonly text: string
  readonly mentions: Mentions
  readonly onText: (text: string) => void
  readonly onCursor: (cursor: number) => void
  readonly onSend: () => void
  readonly onEscape: () => void
}

/** As the server has it, in bytes. */
const longest = 65_536
const tallest = 200

/** Enter sends, Shift and Enter begin a line. */
export function TextInput({ ref, text, mentions, onText, onCursor, onSend, onEscape }: TextInputProps) {
  const t = useTexts(texts)
  const id = useId()
  const { suggestions, chosen } = mentions
  useGrowing(ref, text)
  const pick = (candidate: Candidate) => {
    const next = withMention(text, ref.current?.selectionStart ?? text.length, candidate)
    onText(next.text)
    onCursor(next.cursor)
    requestAnimationFrame(() => ref.current?.setSelectionRange(next.cursor, next.cursor))
  }
  const onKeyDown = (event: KeyboardEvent) => {
    // While a word is put together, the keys choose among its characters.
    if (event.nativeEvent.isComposing || mentions.steer(event, pick)) return
    if (event.key === 'Escape') return onEscape()
    if (event.key !== 'Enter' || event.shiftKey) return
    event.preventDefault()
    onSend()
  }
  return (
    <>
      {suggestions.length > 0 && <MentionSuggestions id={id} candidates={suggestions} chosen={chosen} onPick={pick} />}
      <textarea
        ref={ref}
        className="input"
        rows={1}
        value={text}
        maxLength={longest}
        placeholder={t.write}
        aria-label={t.write}
        {...(suggestions.length > 0 && { 'aria-controls': id, 'aria-activedescendant': `${id}-${chosen}` })}
        onChange={(event) => onText(event.target.value)}
        onSelect={(event) => onCursor(event.currentTarget.selectionStart)}
        onKeyDown={onKeyDown}
      />
    </>
  )
}

/** As tall as what is in it, up to a bound. */
function useGrowing(input: RefObject<HTMLTextAreaElement | null>, text: string): void {
  // biome-ignore lint/correctness/useExhaustiveDependencies: the text is what makes it grow.
  useLayoutEffect(() => {
    const { current } = input
    if (current === null) return
    current.style.height = 'auto'
    current.style.height = `${Math.min(tallest, current.scrollHeight + 2)}px`
  }, [input, text])
}
