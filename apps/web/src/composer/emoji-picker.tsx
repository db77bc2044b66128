import { useTexts } from '@magpie-im/ui'
import { type KeyboardEvent, useEffect, useRef } from 'react'
import { texts } from '../texts.ts'
import { emojis } from './emoji.ts'

interface EmojiPickerProps {
  readonly onPick: (emoji: string) => void
  readonly onClose: () => void
}

const columns = 10

export function EmojiPicker({ onPick, onClose }: EmojiPickerProps) {
  const t = useTexts(texts)
  const grid = useRef<HTMLDivElement>(null)
  useEffect(() => grid.current?.querySelector('button')?.focus(), [])
  const steer = (event: KeyboardEvent) => {
    if (event.key === 'Escape') return onClose()
    const step = { ArrowRight: 1, ArrowLeft: -1, ArrowDown: columns, ArrowUp: -columns }[event.key]
    if (step === undefined) return
    event.preventDefault()
    const buttons = [...(grid.current?.querySelectorAll('button') ?? [])]
    buttons[buttons.findIndex((button) => button.matches(':focus')) + step]?.focus()
  }
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset belongs to a form.
    <div ref={grid} className="emojis" role="group" aria-label={t.emoji} onKeyDown={steer}>
      {emojis.map((emoji, index) => (
        <button key={emoji} type="button" tabIndex={index === 0 ? 0 : -1} onClick={() => onPick(emoji)}>
          {emoji}
        </button>
      ))}
    </div>
  )
}
