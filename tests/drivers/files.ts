import { createHash } from 'node:crypto'
import { crc32, deflateSync } from 'node:zlib'
import { Backend, type Reply } from './http.ts'

export interface Downloaded {
  readonly status: number
  readonly headers: Headers
  readonly bytes: Buffer
}

/** A user at the HTTP door: he asks with the token he signs in with. */
export class FileUser {
  readonly name: string
  readonly backend: Backend

  constructor({ backend, token, name }: { readonly backend: Backend; readonly token: string; readonly name: string }) {
    this.name = name
    this.backend = new Backend(backend.url, token)
  }

  get path(): string {
    return `/api/v1/users/${this.name}/files`
  }

  begin(bytes: Buffer, more: object = {}): Promise<Reply['body']> {
    return this.backend.do('POST', this.path, { name: 'a file', size: bytes.length, sha256: sha256Of(bytes), ...more })
  }

  async part(id: string, offset: number, bytes: Buffer): Promise<Reply> {
    const { url, key } = this.backend
    const headers = { authorization: `Bearer ${key}`, 'content-type': 'application/octet-stream' }
    const body = new Uint8Array(bytes)
    const response = await fetch(`${url}${this.path}/${id}?offset=${offset}`, { method: 'PATCH', headers, body })
    return { status: response.status, headers: response.headers, body: JSON.parse(await response.text()) }
  }

  /** Part by part; gives what the server says of the whole file. */
  async upload(bytes: Buffer, more: object = {}): Promise<Reply['body']> {
    const { id, partBytes } = await this.begin(bytes, more)
    for (let offset = 0; ; offset += partBytes) {
      const { body } = await this.part(id, offset, bytes.subarray(offset, offset + partBytes))
      if (body.error !== undefined) throw new Error(`${body.error.code}: ${body.error.message}`)
      if (body.complete) return body
    }
  }

  /** What he is told when he asks for a link: its status. */
  async mayHave(id: string): Promise<number> {
    return (await this.backend.ask('GET', `${this.path}/${id}/link`)).status
  }

  async download(id: string, headers: Readonly<Record<string, string>> = {}): Promise<Downloaded> {
    return await follow(this.backend.url, (await this.backend.get(`${this.path}/${id}/link`)).url, headers)
  }
}

export async function follow(server: string, link: string, headers: Readonly<Record<string, string>> = {}): Promise<Downloaded> {
  const response = await fetch(server + link, { headers })
  return { status: response.status, headers: response.headers, bytes: Buffer.from(await response.arrayBuffer()) }
}

export function sha256Of(bytes: Buffer): string {
  return createHash('sha256').update(bytes).digest('hex')
}

/** A PNG of one grey. */
export function pngOf(width: number, height: number): Buffer {
  const header = Buffer.alloc(13)
  header.writeUInt32BE(width, 0)
  header.writeUInt32BE(height, 4)
  header[8] = 8
  const rows = Buffer.alloc((width + 1) * height, 0x80)
  for (let row = 0; row < height; row++) rows[row * (width + 1)] = 0
  return Buffer.concat([Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'), chunk('IHDR', header), chunk('IDAT', deflateSync(rows)), chunk('IEND')])
}

function chunk(type: string, data = Buffer.alloc(0)): Buffer {
  const typed = Buffer.concat([Buffer.from(type, 'latin1'), data])
  const [length, check] = [Buffer.alloc(4), Buffer.alloc(4)]
  length.writeUInt32BE(data.length)
  check.writeUInt32BE(crc32(typed))
  return Buffer.concat([length, typed, check])
}
