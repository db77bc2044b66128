import { useSyncExternalStore } from 'react'

/** A choice that this browser remembers. */
export interface Preference<T extends string> {
  readonly get: () => T
  readonly set: (value: T) => void
  readonly subscribe: (listener: () => void) => () => void
}

export function preference<T extends string>(name: string, choices: readonly T[], given: () => T): Preference<T> {
  const listeners = new Set<() => void>()
  const find = (text: string | null) => choices.find((choice) => choice === text)
  let value = find(localStorage.getItem(name)) ?? given()
  return {
    get: () => value,
    set: (chosen) => {
      value = chosen
      localStorage.setItem(name, chosen)
      for (const listener of listeners) listener()
    },
    subscribe: (listener) => {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
  }
}

export function usePreference<T extends string>({ get, set, subscribe }: Preference<T>): readonly [T, (value: T) => void] {
  return [useSyncExternalStore(subscribe, get), set]
}
