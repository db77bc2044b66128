import { Button, Dialog, useTexts } from '@magpie-im/ui'
import { useWords } from '../conversations/preview.ts'
import { texts } from '../texts.ts'
import { MessageLine } from '../timeline/message-line.tsx'
import type { Pins } from './pins.ts'

interface PinsDialogProps {
  readonly pins: Pins
  readonly onJump: (seq: number) => void
  readonly onClose: () => void
}

/** Everything that is pinned, and the way to where it was written. */
export function PinsDialog({ pins: { items, mayPin, toggle }, onJump, onClose }: PinsDialogProps) {
  const t = useTexts(texts)
  const words = useWords()
  const jump = (seq: number) => {
    onClose()
    onJump(seq)
  }
  return (
    <Dialog title={t.pinnedMessages} closeLabel={t.close} onClose={onClose}>
      {items.length === 0 && <p className="hint">{t.noPins}</p>}
      <ul className="message-lines">
        {items.map((message) => (
          <MessageLine key={message.stamp} from={message.from} stamp={message.stamp}>
            <p className="words">{words(message)}</p>
            <div className="actions">
              <Button look="quiet" onClick={() => jump(message.seq)}>
                {t.showInChat}
              </Button>
              {mayPin && (
                <Button look="quiet" onClick={() => toggle(message.stamp)}>
                  {t.unpinMessage}
                </Button>
              )}
            </div>
          </MessageLine>
        ))}
      </ul>
    </Dialog>
  )
}
