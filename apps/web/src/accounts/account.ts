import { type Client, type ConversationList, connect } from '@magpie-im/sdk'
import { indexedDbStore } from '@magpie-im/sdk/browser'
import { createContext, useContext, useSyncExternalStore } from 'react'
import { Called } from '../people/called.ts'
import { Contacts } from '../people/contacts.ts'
import type { KeptAccounts } from './kept-accounts.ts'
import type { Credential } from './link.ts'

/** Somebody who is signed in, and what the page knows for him. */
export class Account {
  readonly client: Client
  readonly contacts: Contacts
  readonly conversations: ConversationList
  readonly called: Called
  #secret: string

  constructor({ user, secret }: Credential, kept: KeptAccounts) {
    this.#secret = secret
    const url = `${location.protocol.replace('http', 'ws')}//${location.host}/ws`
    const token = async () => this.#secret
    this.client = connect({ url, user, token, device: { id: deviceId(), type: 'web', name: 'Web' }, store: indexedDbStore() })
    this.conversations = this.client.conversationList()
    this.contacts = new Contacts(this.client)
    this.called = new Called(this.client)
    this.client.on('synced', () => {
      void this.contacts.load()
      void this.#renew(kept)
    })
  }

  get user(): string {
    return this.client.user
  }

  /** For what is asked over HTTP. */
  get token(): string {
    return this.#secret
  }

  /** So that a password is used once and kept nowhere, and who comes back every day is never asked again. */
  async #renew(kept: KeptAccounts): Promise<void> {
    try {
      this.#secret = (await this.client.request('issueToken', {})).token
      kept.put({ user: this.user, secret: this.#secret, isToken: true })
    } catch {
      // Then what it has is used until the next time.
    }
  }
}

/** Of this browser, always the same. */
function deviceId(): string {
  const place = 'magpie.device'
  const known = localStorage.getItem(place)
  if (known !== null) return known
  // `crypto.randomUUID` is not there without TLS.
  const made = Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, '0')).join('')
  localStorage.setItem(place, made)
  return made
}

const AccountContext = createContext<Account | undefined>(undefined)
export const AccountProvider = AccountContext.Provider

export function useAccount(): Account {
  const account = useContext(AccountContext)
  if (account === undefined) throw new Error('there is an account only below its window')
  return account
}

export function useClientState({ client }: Account): Client['state'] {
  return useSyncExternalStore(
    (listener) => client.on('state', listener),
    () => client.state,
  )
}
