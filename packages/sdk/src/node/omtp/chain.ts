interface Link {
  /** The newest that is known, pushed or one's own. */
  newest: number
  /** From the first that was pushed on, all are. */
  isPushed: boolean
  /** One's own on their way, whose stamps come with their acks. */
  sending: number
}

/**
 * Which message of a conversation of two comes right behind which: a connection is pushed all of them in their order, but one's own
 * that are sent over it.
 */
export class Chain {
  readonly #links = new Map<string, Link>()

  /** The stamp of the one right before this one that is pushed; undefined: one cannot know. */
  pushed(conversation: string, stamp: number): number | undefined {
    const link = this.#linkOf(conversation)
    const isKnown = link.isPushed && link.sending === 0 && link.newest < stamp
    const follows = isKnown ? link.newest : undefined
    link.newest = Math.max(link.newest, stamp)
    link.isPushed = true
    return follows
  }

  sending(conversation: string): void {
    this.#linkOf(conversation).sending += 1
  }

  /** 0: it was refused. */
  answered(conversation: string, stamp: number): void {
    const link = this.#linkOf(conversation)
    link.sending -= 1
    link.newest = Math.max(link.newest, stamp)
  }

  #linkOf(conversation: string): Link {
    const known = this.#links.get(conversation)
    if (known !== undefined) return known
    const link: Link = { newest: 0, isPushed: false, sending: 0 }
    this.#links.set(conversation, link)
    return link
  }
}
