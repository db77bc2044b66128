import { Button, useTexts } from '@magpie-im/ui'
import { useState } from 'react'
import { useNotices } from '../notices.tsx'
import { texts } from '../texts.ts'

interface GraveButtonProps {
  readonly label: string
  readonly onSure: () => unknown
}

/** Does what cannot be undone, after asking. */
export function GraveButton({ label, onSure }: GraveButtonProps) {
  const t = useTexts(texts)
  const { attempt } = useNotices()
  const [isAsking, setAsking] = useState(false)
  if (!isAsking) {
    return (
      <Button look="danger" onClick={() => setAsking(true)}>
        {label}
      </Button>
    )
  }
  return (
    <div className="sure">
      <p>{t.sure}</p>
      <Button
        look="danger"
        onClick={() => {
          setAsking(false)
          void attempt(onSure)
        }}
      >
        {label}
      </Button>
      <Button onClick={() => setAsking(false)}>{t.cancel}</Button>
    </div>
  )
}
