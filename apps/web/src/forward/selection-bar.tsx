import { Button, IconButton, useTexts } from '@magpie-im/ui'
import { useEffect, useRef } from 'react'
import { texts } from '../texts.ts'

interface SelectionBarProps {
  readonly count: number
  readonly onForward: () => void
  readonly onEnd: () => void
}

/** Stands where one writes while messages are chosen; what had the focus before gets it back. */
export function SelectionBar({ count, onForward, onEnd }: SelectionBarProps) {
  const t = useTexts(texts)
  const end = useRef<HTMLButtonElement>(null)
  useEffect(() => {
    const before = document.activeElement
    end.current?.focus()
    return () => {
      if (before instanceof HTMLElement) before.focus()
    }
  }, [])
  return (
    <div className="composer">
      <div className="line selection">
        <IconButton ref={end} icon="close" label={t.cancel} onClick={onEnd} />
        <p role="status">{t.chosenCount(count)}</p>
        <Button look="main" disabled={count === 0} onClick={onForward}>
          {t.forward}
        </Button>
      </div>
    </div>
  )
}
