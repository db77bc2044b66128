import { Dialog, useTexts } from '@magpie-im/ui'
import { useState } from 'react'
import { texts } from '../texts.ts'
import { isKind } from '../timeline/content.ts'
import { MessageBody } from '../timeline/message-body.tsx'
import { MessageLine } from '../timeline/message-line.tsx'
import { mergedItemsOf } from './merged.ts'

/** What a merged message holds, another one of its kind perhaps. */
export function MergedDialog({ body, onClose }: { readonly body: string; readonly onClose: () => void }) {
  const t = useTexts(texts)
  const [inner, setInner] = useState<string>()
  return (
    <Dialog title={t.merged} closeLabel={t.close} onClose={onClose}>
      <ul className="message-lines">
        {mergedItemsOf(body).map(({ from, stamp, kind, body: said }) => (
          <MessageLine key={stamp} from={from} stamp={stamp}>
            <MessageBody entry={{ kind: isKind(kind) ? kind : 'custom', body: said }} onMerged={setInner} />
          </MessageLine>
        ))}
      </ul>
      {inner !== undefined && <MergedDialog body={inner} onClose={() => setInner(undefined)} />}
    </Dialog>
  )
}
