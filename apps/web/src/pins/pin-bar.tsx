import { Button, Icon, useTexts } from '@magpie-im/ui'
import { useAccount } from '../accounts/account.ts'
import { useWords } from '../conversations/preview.ts'
import { texts } from '../texts.ts'
import type { Pins } from './pins.ts'

interface PinBarProps {
  readonly pins: Pins
  readonly onJump: (seq: number) => void
  readonly onList: () => void
}

/** What was pinned last, in view of everybody. */
export function PinBar({ pins: { items }, onJump, onList }: PinBarProps) {
  const t = useTexts(texts)
  const words = useWords()
  const { contacts, user } = useAccount()
  const [newest] = items
  if (newest === undefined) return null
  const name = newest.from === user ? t.you : contacts.nameOf(newest.from)
  return (
    <section className="pin-bar" aria-label={t.pinnedMessages}>
      <button type="button" className="pin" title={t.showInChat} onClick={() => onJump(newest.seq)}>
        <Icon name="pin" size={18} />
        <span>
          {name}: {words(newest)}
        </span>
      </button>
      <Button look="quiet" onClick={onList}>
        {t.pinCount(items.length)}
      </Button>
    </section>
  )
}
