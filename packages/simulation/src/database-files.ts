import fs from 'node:fs'
import path from 'node:path'
import type { Random } from '@magpie-im/journal'

const pageBytes = 4096
/** No page has it in its first byte. */
const noType = 0x80

/** The real files of the read model, each life of the machine in a folder of its own. */
export class DatabaseFiles {
  readonly #root: string
  #generation = 0

  /** Begins with what is in `template`, if there is one. */
  constructor(root: string, template?: string) {
    this.#root = root
    fs.mkdirSync(this.folder, { recursive: true })
    if (template !== undefined) copyAll(template, this.folder)
  }

  get folder(): string {
    return path.join(this.#root, String(this.#generation))
  }

  /** As a killed process leaves them: whoever has them open still works on the ones before. `release` makes it let go. */
  takeOver(release: () => void): void {
    const before = this.folder
    this.#generation++
    fs.mkdirSync(this.folder)
    copyAll(before, this.folder)
    release()
    fs.rmSync(before, { recursive: true })
  }

  /** As a power cut leaves them: nothing was synced since they were opened, so of every page nobody knows which state is there. */
  cutPower(random: Random): void {
    if (this.#wasClosed()) return
    for (const name of ['magpie.db', 'magpie.db-wal']) {
      const file = path.join(this.folder, name)
      if (!fs.existsSync(file)) continue
      if (random() < 0.3) fs.rmSync(file)
      else loseBlocks(file, random)
    }
  }

  /** The medium sets a bit in the type of a page that no sound page has. Gives the place. */
  damage(chance: number): number {
    const pages = Math.floor(fs.statSync(this.#file).size / pageBytes)
    const at = (1 + Math.floor(chance * (pages - 1))) * pageBytes
    change(this.#file, at, (byte) => byte | noType)
    return at
  }

  /** The page is as it was, if the file is still the one that was damaged. */
  repair(at: number): void {
    if (fs.existsSync(this.#file) && at < fs.statSync(this.#file).size) change(this.#file, at, (byte) => byte & ~noType)
  }

  remove(): void {
    fs.rmSync(this.#root, { recursive: true, force: true })
  }

  get #file(): string {
    return path.join(this.folder, 'magpie.db')
  }

  #wasClosed(): boolean {
    const file = `${this.#file}.state`
    return fs.existsSync(file) && fs.readFileSync(file, 'utf8').includes('"clean":true')
  }
}

function copyAll(from: string, to: string): void {
  for (const name of fs.readdirSync(from)) {
    if (!name.endsWith('-shm')) fs.copyFileSync(path.join(from, name), path.join(to, name))
  }
}

function loseBlocks(file: string, random: Random): void {
  const blocks = Math.ceil(fs.statSync(file).size / pageBytes)
  if (random() < 0.5) fs.truncateSync(file, Math.floor(random() * (blocks + 1)) * pageBytes)
  else if (blocks > 0) change(file, Math.floor(random() * blocks) * pageBytes, () => 0)
}

function change(file: string, at: number, to: (byte: number) => number): void {
  const handle = fs.openSync(file, 'r+')
  const byte = Buffer.alloc(1)
  fs.readSync(handle, byte, 0, 1, at)
  fs.writeSync(handle, Buffer.of(to(byte[0] ?? 0)), 0, 1, at)
  fs.closeSync(handle)
}
