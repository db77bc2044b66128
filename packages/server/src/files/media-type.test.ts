import { deflateRawSync } from 'node:zlib'
import { expect, it } from 'vitest'
import { mediaTypeOf } from './media-type.ts'

const latin1 = (text: string) => Buffer.from(text, 'latin1')

it.each([
  ['image/jpeg', latin1('\xff\xd8\xff\xe0\0\x10JFIF')],
  ['image/png', latin1('\x89PNG\r\n\x1a\n\0\0\0\rIHDR')],
  ['image/gif', latin1('GIF89a\x01\0')],
  ['image/webp', latin1('RIFF\x24\0\0\0WEBPVP8 ')],
  ['audio/wav', latin1('RIFF\x24\0\0\0WAVEfmt ')],
  ['image/avif', latin1('\0\0\0\x20ftypavif\0\0\0\0')],
  ['image/heic', latin1('\0\0\0\x18ftypheic')],
  ['video/mp4', latin1('\0\0\0\x18ftypisom')],
  ['audio/mp4', latin1('\0\0\0\x20ftypM4A \0')],
  ['video/webm', latin1('\x1a\x45\xdf\xa3\x9f')],
  ['audio/amr', latin1('#!AMR\n')],
  ['application/pdf', latin1('%PDF-1.7\n%\xe2')],
  ['application/zip', latin1('PK\x03\x04\x14\0')],
  ['text/html', Buffer.from('  <!DOCTYPE HTML><p>')],
  ['text/html', Buffer.from('<script>alert(1)</script>')],
  ['image/svg+xml', Buffer.from('<?xml version="1.0"?>\n<!-- x -->\n<SVG onload="x">')],
  ['application/xml', Buffer.from('<?xml version="1.0"?><a/>')],
  ['text/plain', Buffer.from('你好, a text')],
  ['text/plain', Buffer.from('你好').subarray(0, 5)],
  ['application/octet-stream', latin1('\xff\xfeno UTF-8')],
  ['application/octet-stream', Buffer.from('a text with \0')],
  ['application/octet-stream', deflateRawSync(Buffer.alloc(5000, 'ab'))],
])('tells %s by its first bytes', (type, head) => {
  expect(mediaTypeOf(head)).toBe(type)
})
