/** What the server knows of a file; a message holds it by its id, and its body names it as `file:<id>`. */
export interface UploadedFile {
  readonly id: string
  readonly name: string
  /** Bytes. */
  readonly size: number
  /** What it is by its first bytes, such as `image/png`. */
  readonly type: string
  /** Of pictures that can be read; `thumbnail` says whether there is a small version. */
  readonly picture: { readonly width: number; readonly height: number; readonly thumbnail: boolean } | null
  /** In hexadecimal. */
  readonly sha256: string
}

/** Whoever has the addresses has the file, until they expire. */
export interface FileLink {
  readonly url: string
  readonly thumbnailUrl: string | null
  /** ISO 8601. */
  readonly expiresAt: string
}

/** A `File` or a `Blob`. */
export interface FileSource {
  readonly size: number
  readonly name?: string
  slice(start: number, end: number): unknown
}

export interface UploadProgress {
  /** With it an upload that was aborted goes on, within a day. */
  readonly id: string
  /** Bytes that the server has on its disk. */
  readonly sent: number
  readonly size: number
}

/** What is used of an `AbortSignal`. */
export interface Abort {
  readonly aborted: boolean
  addEventListener(type: 'abort', listener: () => void): void
  removeEventListener(type: 'abort', listener: () => void): void
}

export interface UploadOptions {
  /** Without one, that of the `File`. */
  readonly name?: string
  readonly onProgress?: (progress: UploadProgress) => void
  /** Pauses it: what the server has, it keeps for a day. */
  readonly signal?: Abort
  /** The id of an upload of the same file that was aborted. */
  readonly resume?: string
}
