import type { FileLink, TimelineEntry } from '@magpie-im/sdk'
import { Icon, useTexts } from '@magpie-im/ui'
import { useState } from 'react'
import { useAccount } from '../accounts/account.ts'
import { useFileLink } from '../composer/file-links.ts'
import { MergedCard } from '../forward/merged-card.tsx'
import { texts } from '../texts.ts'
import { type FileContent, formatDuration, formatSize, parseContent, piecesOf } from './content.ts'

interface MessageBodyProps {
  readonly entry: Pick<TimelineEntry, 'kind' | 'body'>
  /** Shows what a merged message holds. */
  readonly onMerged: (body: string) => void
}

/** What the message says. */
export function MessageBody({ entry: { kind, body }, onMerged }: MessageBodyProps) {
  const t = useTexts(texts)
  switch (kind) {
    case 'text':
      return <Words text={body} />
    case 'image':
      return <Picture content={parseContent(body)} />
    case 'voice':
    case 'video':
    case 'file':
      return <Attachment kind={kind} content={parseContent(body)} />
    case 'merged':
      return <MergedCard body={body} onOpen={() => onMerged(body)} />
    default:
      return <p className="words other">[{t[kind]}]</p>
  }
}

function Words({ text }: { readonly text: string }) {
  return (
    <p className={isEmojiOnly(text) ? 'words large' : 'words'} dir="auto">
      {piecesOf(text).map(({ text: piece, href }, index) =>
        href === undefined ? (
          piece
        ) : (
          // biome-ignore lint/suspicious/noArrayIndexKey: a piece is where it is, and nothing else names it.
          <a key={index} href={href} target="_blank" rel="noopener noreferrer">
            {piece}
          </a>
        ),
      )}
    </p>
  )
}

const emojiOnly = /^(?:\p{RGI_Emoji}\s*){1,3}$/v
const isEmojiOnly = (text: string) => text.length < 40 && emojiOnly.test(text)

const largest = { width: 320, height: 320 }

function Picture({ content }: { readonly content: FileContent }) {
  const t = useTexts(texts)
  const link = useFileLink(useAccount().client, content.file)
  const scale = Math.min(1, largest.width / (content.width || largest.width), largest.height / (content.height || largest.height))
  const size = { width: (content.width || largest.width) * scale, height: (content.height || largest.width * 0.75) * scale }
  const label = content.name || t.image
  if (link === undefined) return <span className="picture" style={size} role="img" aria-label={label} />
  return (
    <a className="picture" href={link.url} target="_blank" rel="noopener noreferrer" title={t.openImage} style={size}>
      <img src={link.thumbnailUrl ?? link.url} alt={label} {...size} decoding="async" />
    </a>
  )
}

interface AttachmentProps {
  readonly kind: 'voice' | 'video' | 'file'
  readonly content: FileContent
}

function Attachment({ kind, content }: AttachmentProps) {
  const t = useTexts(texts)
  const link = useFileLink(useAccount().client, content.file)
  if (kind === 'voice') return <Voice content={content} link={link} />
  const label = content.name || t[kind]
  return (
    <a className="attachment" href={link?.url ?? content.url} download={content.name} target="_blank" rel="noopener noreferrer">
      <Icon name={kind === 'video' ? 'play' : 'file'} size={28} />
      <span>
        <strong>{label}</strong>
        <small>
          {formatSize(content.size)} · {t.download}
        </small>
      </span>
    </a>
  )
}

function Voice({ content, link }: { readonly content: FileContent; readonly link: FileLink | undefined }) {
  const t = useTexts(texts)
  const [isPlaying, setPlaying] = useState(false)
  if (isPlaying && link !== undefined) {
    // biome-ignore lint/a11y/useMediaCaption: nobody wrote down what was said.
    return <audio className="voice" src={link.url} controls autoPlay aria-label={t.voice} />
  }
  return (
    <button type="button" className="attachment" disabled={link === undefined} onClick={() => setPlaying(true)}>
      <Icon name="play" size={28} />
      <span>
        <strong>{t.voice}</strong>
        <small>{formatDuration(content.seconds)}</small>
      </span>
    </button>
  )
}
