import type { Message } from '@magpie-im/sdk'

type Kind = Message['kind']

/** What the body of a message that is no text says; whoever wrote it may have written anything. */
export interface FileContent {
  readonly file: string | undefined
  readonly url: string | undefined
  readonly name: string
  readonly width: number
  readonly height: number
  readonly size: number
  readonly seconds: number
}

export function parseContent(body: string): FileContent {
  const given = objectIn(body)
  const text = (name: string) => (typeof given[name] === 'string' ? given[name] : '')
  const number = (name: string) => (typeof given[name] === 'number' && given[name] >= 0 ? given[name] : 0)
  const url = text('url')
  return {
    file: url.startsWith('file:') ? url.slice('file:'.length) : undefined,
    url: /^https?:\/\//u.test(url) ? url : undefined,
    name: text('name') || text('title'),
    width: number('width'),
    height: number('height'),
    size: number('size'),
    seconds: number('time'),
  }
}

/** Empty when the text is no JSON of an object: clients may write what they like. */
export function objectIn(body: string): Readonly<Record<string, unknown>> {
  try {
    const value: unknown = JSON.parse(body)
    return typeof value === 'object' && value !== null ? { ...value } : {}
  } catch {
    return {}
  }
}

const kinds = ['text', 'image', 'voice', 'video', 'file', 'location', 'custom', 'merged'] as const satisfies readonly Kind[]

export function isKind(text: string): text is Kind {
  return kinds.some((kind) => kind === text)
}

export function formatSize(bytes: number): string {
  if (bytes < 1024) return `${bytes} B`
  return bytes < 1_048_576 ? `${Math.round(bytes / 1024)} KB` : `${(bytes / 1_048_576).toFixed(1)} MB`
}

export function formatDuration(seconds: number): string {
  return `${Math.floor(seconds / 60)}:${String(Math.round(seconds % 60)).padStart(2, '0')}`
}

type Piece = { readonly text: string; readonly href?: string }

const link = /https?:\/\/[^\s<>"'）」】，。；]+[^\s<>"'）」】，。；.,:;!?)\]]/gu

/** A text, and the links in it. */
export function piecesOf(text: string): readonly Piece[] {
  const pieces: Piece[] = []
  let end = 0
  for (const { 0: href, index } of text.matchAll(link)) {
    if (index > end) pieces.push({ text: text.slice(end, index) })
    pieces.push({ text: href, href })
    end = index + href.length
  }
  if (end < text.length) pieces.push({ text: text.slice(end) })
  return pieces
}
