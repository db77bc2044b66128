import { constants } from 'node:fs'
import { dirname } from 'node:path'
import { type Covered, type FileImage, RecordedFile } from './recorded-file.ts'
import type { Step } from './steps.ts'

const folder = 'folder'
type Node = RecordedFile | typeof folder
type Names = Map<string, Node>

/** A change of names. It is durable once its folder was synced. */
type Naming = { readonly order: number; readonly folder: string } & (
  | { readonly kind: 'make'; readonly path: string; readonly node: Node }
  | { readonly kind: 'remove'; readonly path: string }
  | { readonly kind: 'rename'; readonly path: string; readonly from: string }
)

/** Paths and what is there. */
export type Image = ReadonlyMap<string, FileImage | typeof folder>

interface Pending {
  readonly file: RecordedFile | undefined
  readonly covered: Covered
  readonly namings: readonly Naming[]
}

interface Open {
  readonly path: string
  readonly node: Node
}

/** A disk that takes the steps of a record, and says what may be on it when the power goes behind one of them. */
export class RecordedDisk {
  /** With it, syncs do nothing: what is checked with such a disk has to be found broken. */
  readonly #withoutSync: boolean
  readonly #root: string
  readonly #names: Names = new Map()
  readonly #onDisk: Names = new Map()
  #namings: Naming[] = []
  #open = new Map<number, Open>()
  #syncs = new Map<number, Pending>()
  #order = 0

  /** `root` is there from the beginning, and empty. */
  constructor({ root, withoutSync = false }: { readonly root: string; readonly withoutSync?: boolean }) {
    this.#withoutSync = withoutSync
    this.#root = root
    this.#names.set(root, folder)
    this.#onDisk.set(root, folder)
  }

  take(step: Step): void {
    this.#order++
    switch (step.kind) {
      case 'start':
        this.#open = new Map()
        this.#syncs = new Map()
        break
      case 'open':
        this.#opened(step)
        break
      case 'close':
        this.#open.delete(step.fd)
        break
      case 'write':
        this.#written(step)
        break
      case 'truncate':
        this.#file(step.fd)?.truncate(this.#order, step.size)
        break
      case 'sync':
        this.#syncs.set(step.number, this.#syncOf(step.fd))
        break
      case 'written':
      case 'synced':
        this.#durable(step.number)
        break
      case 'rename':
        this.#name({ kind: 'rename', order: this.#order, folder: dirname(step.to), path: step.to, from: step.from })
        break
      case 'remove':
        this.#name({ kind: 'remove', order: this.#order, folder: dirname(step.path), path: step.path })
        break
      case 'folder':
        this.#name({ kind: 'make', order: this.#order, folder: dirname(step.path), path: step.path, node: folder })
        break
    }
  }

  /** Of what is taken there is nothing that is not durable: the power went, and this was found. */
  become(image: Image): void {
    this.#names.clear()
    this.#onDisk.clear()
    this.#namings = []
    for (const [path, found] of image) {
      const node = found === folder ? folder : fileOf(found)
      this.#names.set(path, node)
      this.#onDisk.set(path, node)
    }
  }

  /** What the system shows as long as the power is on. */
  cached(): Image {
    return imageOf(this.#root, this.#names, (file) => file.cached())
  }

  /** What may be found after the power went now. */
  afterCut(luck: { readonly kept: number; readonly torn: number; readonly inOrder: boolean; readonly random: () => number }): Image {
    const until = luck.inOrder ? Math.floor(this.#order * (1 - luck.random() ** 4 * 0.2)) : Number.POSITIVE_INFINITY
    const names = new Map(this.#onDisk)
    const lost = new Set<string>()
    for (const naming of this.#namings) {
      const touched = naming.kind === 'rename' ? [naming.path, naming.from] : [naming.path]
      const comes = naming.order <= until && (luck.inOrder || luck.random() < luck.kept)
      // What happened to the same name later cannot have come without this.
      if (comes && !touched.some((path) => lost.has(path))) apply(names, naming)
      else for (const path of touched) lost.add(path)
    }
    return imageOf(this.#root, names, (file) => file.afterCut({ ...luck, until }))
  }

  #opened({ fd, flags, path }: Step & { kind: 'open' }): void {
    let node = this.#names.get(path)
    if (node === undefined) {
      node = (flags & constants.O_CREAT) !== 0 ? new RecordedFile() : folder
      if (node !== folder) this.#name({ kind: 'make', order: this.#order, folder: dirname(path), path, node })
    } else if (node !== folder && (flags & constants.O_TRUNC) !== 0) node.truncate(this.#order, 0)
    this.#open.set(fd, { path, node })
  }

  #written({ fd, at, length, bytes, number, through }: Step & { kind: 'write' }): void {
    const file = this.#file(fd)
    const covered = file?.write(this.#order, at, { length, bytes })
    if (through && covered !== undefined) this.#syncs.set(number, { file, covered, namings: [] })
  }

  #file(fd: number): RecordedFile | undefined {
    const node = this.#open.get(fd)?.node
    return node === folder ? undefined : node
  }

  #syncOf(fd: number): Pending {
    const open = this.#open.get(fd)
    const file = this.#file(fd)
    const namings = open?.node === folder ? this.#namings.filter((naming) => naming.folder === open.path) : []
    return { file, covered: file?.unsynced() ?? { pages: new Map(), size: undefined }, namings }
  }

  #durable(number: number): void {
    const pending = this.#syncs.get(number)
    this.#syncs.delete(number)
    if (pending === undefined || this.#withoutSync) return
    pending.file?.synced(pending.covered)
    const done = new Set(pending.namings)
    for (const naming of this.#namings) if (done.has(naming)) apply(this.#onDisk, naming)
    this.#namings = this.#namings.filter((naming) => !done.has(naming))
  }

  #name(naming: Naming): void {
    apply(this.#names, naming)
    this.#namings.push(naming)
  }
}

function apply(names: Names, naming: Naming): void {
  if (naming.kind === 'make') names.set(naming.path, naming.node)
  if (naming.kind === 'remove') names.delete(naming.path)
  if (naming.kind !== 'rename') return
  const node = names.get(naming.from)
  if (node === undefined) return
  names.delete(naming.from)
  names.set(naming.path, node)
}

/** What lies in a folder that is not there is not there either. */
function imageOf(root: string, names: Names, show: (file: RecordedFile) => FileImage): Image {
  const image = new Map<string, FileImage | typeof folder>()
  for (const path of [...names.keys()].sort()) {
    const node = names.get(path)
    if (node === undefined || (path !== root && !image.has(dirname(path)))) continue
    image.set(path, node === folder ? folder : show(node))
  }
  return image
}

function fileOf({ size, pages }: FileImage): RecordedFile {
  const file = new RecordedFile()
  for (const [page, bytes] of pages) file.write(0, page * 4096, { length: bytes.length, bytes })
  file.truncate(0, size)
  file.synced(file.unsynced())
  return file
}
