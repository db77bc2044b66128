import type { Store } from '../ports.ts'

/** What is used of IndexedDB, as browsers declare it. */
interface Request<T> {
  readonly result: T
  readonly error: unknown
  onsuccess: (() => void) | null
  onerror: (() => void) | null
}
interface OpenRequest extends Request<Database> {
  onupgradeneeded: (() => void) | null
}
interface Database {
  createObjectStore(name: string): unknown
  transaction(store: string, mode: 'readonly' | 'readwrite'): Transaction
}
interface Transaction {
  readonly error: unknown
  oncomplete: (() => void) | null
  onabort: (() => void) | null
  objectStore(name: string): ObjectStore
}
interface ObjectStore {
  put(value: string, key: readonly string[]): unknown
  delete(key: readonly string[]): unknown
  getAllKeys(range: unknown): Request<readonly (readonly string[])[]>
  getAll(range: unknown): Request<readonly string[]>
}
declare const indexedDB: { open(name: string, version: number): OpenRequest }
declare const IDBKeyRange: { bound(lower: readonly unknown[], upper: readonly unknown[]): unknown }

const kept = 'kept'

/** Keeps what a client must remember in a database of the browser. */
export function indexedDbStore(name = 'magpie'): Store {
  let opened: Promise<Database> | undefined
  const open = () => {
    opened ??= openDatabase(name)
    return opened
  }
  return {
    load: async (account) => {
      const store = (await open()).transaction(kept, 'readonly').objectStore(kept)
      // An array is behind every text.
      const range = IDBKeyRange.bound([account], [account, []])
      const [keys, values] = await Promise.all([resultOf(store.getAllKeys(range)), resultOf(store.getAll(range))])
      return new Map(keys.map(([, key = ''], at) => [key, values[at] ?? '']))
    },
    write: async (account, changes) => {
      const transaction = (await open()).transaction(kept, 'readwrite')
      const store = transaction.objectStore(kept)
      for (const [key, value] of changes) {
        if (value === undefined) store.delete([account, key])
        else store.put(value, [account, key])
      }
      await new Promise<void>((resolve, reject) => {
        transaction.oncomplete = () => resolve()
        transaction.onabort = () => reject(transaction.error)
      })
    },
  }
}

function openDatabase(name: string): Promise<Database> {
  const request = indexedDB.open(name, 1)
  request.onupgradeneeded = () => request.result.createObjectStore(kept)
  return resultOf(request)
}

function resultOf<T>(request: Request<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result)
    request.onerror = () => reject(request.error)
  })
}
