import { useTexts } from '@magpie-im/ui'
import { useEffect, useState } from 'react'
import { texts } from './texts.ts'

const pauseMs = 250

/** What somebody has typed, once he pauses. */
export function Search({
  label,
  value,
  onChange,
}: {
  readonly label: string
  readonly value: string
  readonly onChange: (text: string) => void
}) {
  const t = useTexts(texts)
  const [text, setText] = useState(value)
  useEffect(() => {
    const timer = setTimeout(() => text !== value && onChange(text), pauseMs)
    return () => clearTimeout(timer)
  }, [text, value, onChange])
  return (
    <input
      type="search"
      className="input search"
      aria-label={label}
      placeholder={`${label} ${t.ellipsis}`}
      value={text}
      onChange={({ target }) => setText(target.value)}
    />
  )
}
