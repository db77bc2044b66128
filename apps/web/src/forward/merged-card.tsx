import { Icon, useTexts } from '@magpie-im/ui'
import { useAccount } from '../accounts/account.ts'
import { useWords } from '../conversations/preview.ts'
import { texts } from '../texts.ts'
import { isKind } from '../timeline/content.ts'
import { mergedItemsOf } from './merged.ts'

const shownLines = 3

/** A merged message: how it begins, and a way to the rest. */
export function MergedCard({ body, onOpen }: { readonly body: string; readonly onOpen: () => void }) {
  const t = useTexts(texts)
  const words = useWords()
  const { contacts } = useAccount()
  const items = mergedItemsOf(body)
  return (
    <button type="button" className="merged-card" onClick={onOpen}>
      <strong>
        <Icon name="copy" size={16} />
        {t.merged}
      </strong>
      {items.slice(0, shownLines).map(({ from, stamp, kind, body: said }) => (
        <span key={stamp}>
          {contacts.nameOf(from)}: {words({ kind: isKind(kind) ? kind : 'custom', body: said, state: 'normal' })}
        </span>
      ))}
      <small>{t.messageCount(items.length)}</small>
    </button>
  )
}
