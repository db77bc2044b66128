import type { Api } from './api.ts'
import { backOff } from './back-off.ts'
import { isPassing, MagpieError, ownError } from './magpie-error.ts'
import type { Clock } from './ports.ts'
import type { Abort, FileLink, FileSource, UploadedFile, UploadOptions } from './uploaded-file.ts'

/** Small at first, so that progress shows on a slow line; twice as large after each that arrives. */
const firstPart = 256 * 1024
const mostFailures = 10
/** The server goes on from another place, or another part is still being written. */
const outOfStep = ['OffsetWrong', 'InUse']

interface FilePorts {
  readonly user: string
  readonly api: Api
  readonly clock: Clock
  readonly chance: () => number
}

interface Upload extends UploadedFile {
  readonly complete: boolean
  readonly offset: number
  readonly partBytes: number
}

/** Files on their way to the server, part by part, and links to those that are there. */
export class Files {
  readonly #ports: FilePorts

  constructor(ports: FilePorts) {
    this.#ports = ports
  }

  /** Goes on through losses of the connection until it is whole, refused, or aborted. */
  async upload(file: FileSource, options: UploadOptions = {}): Promise<UploadedFile> {
    const { signal, resume } = options
    let upload = resume === undefined ? await this.#begin(file, options) : await this.#look(resume, signal)
    let part = firstPart
    for (let failures = 0; !upload.complete; ) {
      options.onProgress?.({ id: upload.id, sent: upload.offset, size: upload.size })
      try {
        upload = await this.#send(file, upload, { part, signal })
        part *= 2
        failures = 0
      } catch (error) {
        failures += 1
        if (!mayGoOn(error, signal) || failures > mostFailures) throw error
        part = firstPart
        await this.#pause(failures, signal)
        upload = await this.#look(upload.id, signal).catch(() => upload)
      }
    }
    options.onProgress?.({ id: upload.id, sent: upload.size, size: upload.size })
    const { id, name, size, type, picture, sha256 } = upload
    return { id, name, size, type, picture, sha256 }
  }

  async link(id: string): Promise<FileLink> {
    const { api } = this.#ports
    const { url, thumbnailUrl, expiresAt } = (await api.ask(`${this.#path(id)}/link`, { method: 'GET' })) as FileLink // as: the API says so
    return { url: api.address(url), thumbnailUrl: thumbnailUrl === null ? null : api.address(thumbnailUrl), expiresAt }
  }

  async #begin(file: FileSource, { name = file.name ?? 'file', signal }: UploadOptions): Promise<Upload> {
    const json = { name, size: file.size }
    return (await this.#ports.api.ask(this.#path(), { method: 'POST', json, signal })) as Upload // as: the API says so
  }

  async #look(id: string, signal: Abort | undefined): Promise<Upload> {
    return (await this.#ports.api.ask(this.#path(id), { method: 'GET', signal })) as Upload // as: the API says so
  }

  async #send(
    file: FileSource,
    { id, offset, partBytes }: Upload,
    { part, signal }: { readonly part: number; readonly signal: Abort | undefined },
  ) {
    const bytes = file.slice(offset, offset + Math.min(part, partBytes))
    return (await this.#ports.api.ask(`${this.#path(id)}?offset=${offset}`, { method: 'PATCH', bytes, signal })) as Upload // as: the API says so
  }

  #pause(failures: number, signal: Abort | undefined): Promise<void> {
    return new Promise((resolve, reject) => {
      const aborted = () => {
        timer.cancel()
        reject(ownError('Aborted', 'the program aborted it'))
      }
      const timer = this.#ports.clock.after(backOff(failures - 1, this.#ports.chance()), () => {
        signal?.removeEventListener('abort', aborted)
        resolve()
      })
      signal?.addEventListener('abort', aborted)
    })
  }

  #path(id?: string): string {
    const files = `/api/v1/users/${encodeURIComponent(this.#ports.user)}/files`
    return id === undefined ? files : `${files}/${encodeURIComponent(id)}`
  }
}

function mayGoOn(error: unknown, signal: Abort | undefined): boolean {
  if (signal?.aborted === true || !(error instanceof MagpieError)) return false
  return isPassing(error) || outOfStep.includes(error.code)
}
