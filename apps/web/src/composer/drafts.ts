import { Observed } from '../observed.ts'

/** What was written and not sent yet, of each account and conversation; this browser keeps it. */
class Drafts extends Observed {
  get(user: string, conversation: string): string {
    return localStorage.getItem(nameOf(user, conversation)) ?? ''
  }

  set(user: string, conversation: string, text: string): void {
    if (text === '') localStorage.removeItem(nameOf(user, conversation))
    else localStorage.setItem(nameOf(user, conversation), text)
    this.changed()
  }
}

const nameOf = (user: string, conversation: string) => `magpie.draft ${user} ${conversation}`

export const drafts = new Drafts()
