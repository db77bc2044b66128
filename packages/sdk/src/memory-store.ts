import type { Store } from './ports.ts'

/** Keeps what a client must remember as long as the program runs. */
export function memoryStore(): Store {
  const accounts = new Map<string, Map<string, string>>()
  return {
    load: async (account) => new Map(accounts.get(account)),
    write: async (account, changes) => {
      const values = accounts.get(account) ?? new Map<string, string>()
      accounts.set(account, values)
      for (const [key, value] of changes) {
        if (value === undefined) values.delete(key)
        else values.set(key, value)
      }
    },
  }
}
