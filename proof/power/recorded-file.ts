export const pageBytes = 4096
const sectorBytes = 512
const mostVersions = 6
const zeroPage = Buffer.alloc(pageBytes)

interface Version {
  readonly order: number
  readonly bytes: Buffer
}

interface Size {
  readonly order: number
  readonly size: number
}

/** What a sync that began makes durable when it returns. */
export interface Covered {
  readonly pages: ReadonlyMap<number, Version>
  readonly size: Size | undefined
}

/** How much of what was not synced is on a disk after the power went. */
export interface Luck {
  /** Chance that a page, a size or a name is newer than what was synced. */
  readonly kept: number
  /** Chance that such a page is torn, sector by sector. */
  readonly torn: number
  /** Nothing later than this is there; writing back in order. */
  readonly until: number
  readonly random: () => number
}

export interface FileImage {
  readonly size: number
  /** Pages that are not zeros. */
  readonly pages: ReadonlyMap<number, Buffer>
}

export function bytesOf({ size, pages }: FileImage): Buffer {
  const bytes = Buffer.alloc(Math.ceil(size / pageBytes) * pageBytes)
  for (const [page, content] of pages) content.copy(bytes, page * pageBytes)
  return bytes.subarray(0, size)
}

/**
 * A file between memory and disk, page by page: each page has the version that is on the disk for certain and those written since,
 * any of which the system may have written back by now.
 */
export class RecordedFile {
  /** First the one on the disk. A page that is missing is zeros. */
  readonly #pages = new Map<number, Version[]>()
  readonly #dirty = new Set<number>()
  #sizes: Size[] = [{ order: 0, size: 0 }]

  get size(): number {
    return this.#sizes.at(-1)?.size ?? 0
  }

  /** `bytes` undefined: zeros. Gives what the write made, which a sync of just that makes durable. */
  write(order: number, at: number, { length, bytes }: { readonly length: number; readonly bytes: Buffer | undefined }): Covered {
    const made = new Map<number, Version>()
    for (let page = Math.floor(at / pageBytes); page * pageBytes < at + length; page++) {
      made.set(page, this.#change(order, page, pageWith(this.#newest(page), { page, at, length, bytes })))
    }
    const [onDisk = { order: 0, size: 0 }] = this.#sizes
    if (at + length > this.size) this.#resize(order, at + length)
    // What could not be read without the new size becomes durable with it.
    return { pages: made, size: at + length > onDisk.size ? this.#sizes.at(-1) : undefined }
  }

  truncate(order: number, size: number): void {
    if (size < this.size) {
      const edge = Math.floor(size / pageBytes)
      for (const page of [...this.#pages.keys()].filter((page) => page >= edge)) {
        const kept = page === edge ? size - edge * pageBytes : 0
        const bytes = Buffer.alloc(pageBytes)
        this.#newest(page).copy(bytes, 0, 0, kept)
        this.#change(order, page, bytes)
      }
    }
    this.#resize(order, size)
  }

  /** What a sync that begins now has to make durable. */
  unsynced(): Covered {
    const pages = new Map<number, Version>()
    for (const page of this.#dirty) {
      const newest = this.#pages.get(page)?.at(-1)
      if (newest !== undefined) pages.set(page, newest)
    }
    return { pages, size: this.#sizes.at(-1) }
  }

  synced({ pages, size }: Covered): void {
    for (const [page, version] of pages) {
      const left = (this.#pages.get(page) ?? []).filter(({ order }) => order > version.order)
      this.#pages.set(page, [version, ...left])
      if (left.length === 0) this.#dirty.delete(page)
    }
    if (size !== undefined) this.#sizes = [size, ...this.#sizes.filter(({ order }) => order > size.order)]
  }

  /** What the system shows of it as long as the power is on. */
  cached(): FileImage {
    const pages = new Map<number, Buffer>()
    for (const page of this.#pages.keys()) addPage(pages, page, this.#newest(page))
    return { size: this.size, pages }
  }

  /** What may be found of it after the power went now. */
  afterCut(luck: Luck): FileImage {
    const pages = new Map<number, Buffer>()
    const [onDisk] = this.#sizes
    const { size } = pick(this.#sizes, luck) ?? onDisk ?? { size: 0 }
    for (const [page, versions] of this.#pages) {
      if (page * pageBytes >= size) continue
      const [first] = versions
      if (first === undefined) continue
      addPage(pages, page, versions.length === 1 ? first.bytes : pageAfterCut(versions, luck))
    }
    return { size, pages }
  }

  #newest(page: number): Buffer {
    return this.#pages.get(page)?.at(-1)?.bytes ?? zeroPage
  }

  #change(order: number, page: number, bytes: Buffer): Version {
    const versions = this.#pages.get(page) ?? [{ order: 0, bytes: zeroPage }]
    const version = { order, bytes }
    versions.push(version)
    // One of those between the disk's and the newest is as good as another.
    if (versions.length > mostVersions) versions.splice(1 + (order % (mostVersions - 2)), 1)
    this.#pages.set(page, versions)
    this.#dirty.add(page)
    return version
  }

  #resize(order: number, size: number): Size {
    const entry = { order, size }
    this.#sizes.push(entry)
    return entry
  }
}

function pageWith(
  old: Buffer,
  { page, at, length, bytes }: { page: number; at: number; length: number; bytes: Buffer | undefined },
): Buffer {
  const start = page * pageBytes
  const [from, to] = [Math.max(at, start), Math.min(at + length, start + pageBytes)]
  if (bytes === undefined && to - from === pageBytes) return zeroPage
  if (bytes !== undefined && to - from === pageBytes) return bytes.subarray(from - at, to - at)
  const fresh = Buffer.from(old)
  if (bytes === undefined) fresh.fill(0, from - start, to - start)
  else bytes.copy(fresh, from - start, from - at, to - at)
  return fresh
}

function addPage(pages: Map<number, Buffer>, page: number, bytes: Buffer): void {
  if (bytes !== zeroPage && !bytes.equals(zeroPage)) pages.set(page, bytes)
}

/** The first is certain; any later one may have come. */
function pick<T extends { readonly order: number }>(states: readonly T[], { kept, until, random }: Luck): T | undefined {
  const possible = states.filter((state, i) => i === 0 || state.order <= until)
  if (until !== Number.POSITIVE_INFINITY) return possible.at(-1)
  return possible.length > 1 && random() < kept ? possible[1 + Math.floor(random() * (possible.length - 1))] : possible[0]
}

function pageAfterCut(versions: readonly Version[], luck: Luck): Buffer {
  const version = pick(versions, luck)
  const before = version === undefined ? undefined : versions[versions.indexOf(version) - 1]
  if (version === undefined || before === undefined) return version?.bytes ?? zeroPage
  if (luck.random() >= luck.torn) return version.bytes
  const torn = Buffer.from(before.bytes)
  for (let at = 0; at < pageBytes; at += sectorBytes) if (luck.random() < 0.5) version.bytes.copy(torn, at, at, at + sectorBytes)
  return torn
}
