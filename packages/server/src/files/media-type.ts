/** Of so many first bytes the type is told. */
export const headBytes = 4096

interface Mark {
  readonly type: string
  readonly at?: number
  /** In Latin-1, one of them. */
  readonly says: readonly string[]
  /** What else must stand where. */
  readonly and?: { readonly at: number; readonly says: readonly string[] }
}

const isoMedia = (type: string, ...brands: string[]): Mark => ({ type, at: 4, says: ['ftyp'], and: { at: 8, says: brands } })

/** By what files begin with; the first that fits. */
const marks: readonly Mark[] = [
  { type: 'image/jpeg', says: ['\xff\xd8\xff'] },
  { type: 'image/png', says: ['\x89PNG\r\n\x1a\n'] },
  { type: 'image/gif', says: ['GIF87a', 'GIF89a'] },
  { type: 'image/webp', says: ['RIFF'], and: { at: 8, says: ['WEBP'] } },
  { type: 'image/bmp', says: ['BM'], and: { at: 6, says: ['\0\0\0\0'] } },
  { type: 'image/tiff', says: ['II*\0', 'MM\0*'] },
  isoMedia('image/avif', 'avif', 'avis'),
  isoMedia('image/heic', 'heic', 'heix', 'hevc', 'mif1', 'msf1'),
  isoMedia('audio/mp4', 'M4A ', 'M4B '),
  isoMedia('video/quicktime', 'qt  '),
  { type: 'video/mp4', at: 4, says: ['ftyp'] },
  { type: 'video/webm', says: ['\x1aE\xdf\xa3'] },
  { type: 'video/x-msvideo', says: ['RIFF'], and: { at: 8, says: ['AVI '] } },
  { type: 'audio/wav', says: ['RIFF'], and: { at: 8, says: ['WAVE'] } },
  { type: 'audio/ogg', says: ['OggS'] },
  { type: 'audio/flac', says: ['fLaC'] },
  { type: 'audio/amr', says: ['#!AMR'] },
  { type: 'audio/aac', says: ['\xff\xf1', '\xff\xf9'] },
  { type: 'audio/mpeg', says: ['ID3', '\xff\xfb', '\xff\xf3', '\xff\xf2'] },
  { type: 'application/pdf', says: ['%PDF-'] },
  { type: 'application/zip', says: ['PK\x03\x04', 'PK\x05\x06'] },
  { type: 'application/gzip', says: ['\x1f\x8b'] },
  { type: 'application/x-7z-compressed', says: ["7z\xbc\xaf'\x1c"] },
  { type: 'application/vnd.rar', says: ['Rar!\x1a\x07'] },
]

/** What a file is, by its first bytes alone: neither its name nor who uploaded it is believed. */
export function mediaTypeOf(head: Uint8Array): string {
  const text = Buffer.from(head).toString('latin1')
  const mark = marks.find(({ at = 0, says, and }) => stands(text, at, says) && (and === undefined || stands(text, and.at, and.says)))
  return mark?.type ?? textTypeOf(head)
}

function stands(text: string, at: number, says: readonly string[]): boolean {
  return says.some((mark) => text.startsWith(mark, at))
}

function textTypeOf(head: Uint8Array): string {
  const text = decoded(head)
  if (text === undefined || hasControls(text)) return 'application/octet-stream'
  if (/<svg[\s>]/i.test(text)) return 'image/svg+xml'
  if (/^\s*(<!doctype html|<html|<head|<body|<script|<iframe)/i.test(text)) return 'text/html'
  return /^\s*<\?xml/i.test(text) ? 'application/xml' : 'text/plain'
}

/** Undefined: it is no UTF-8. The last character may be cut. */
function decoded(head: Uint8Array): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(head, { stream: true })
  } catch {
    return undefined
  }
}

function hasControls(text: string): boolean {
  for (let i = 0; i < text.length; i++) if (text.charCodeAt(i) < 32 && !'\t\n\f\r\x1b'.includes(text.charAt(i))) return true
  return false
}
