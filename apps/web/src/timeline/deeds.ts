import type { TimelineEntry } from '@magpie-im/sdk'

/** Where the menu was asked for, and what has the focus when it goes. */
export interface Place {
  readonly x: number
  readonly y: number
  readonly of: HTMLElement
}

/** What can be done with a message where it stands. */
export interface Deeds {
  /** Shows an emoji on it, or takes it back. */
  readonly react: (entry: TimelineEntry, emoji: string) => void
  /** To another message of the conversation. */
  readonly jump: (seq: number) => void
  readonly menu: (entry: TimelineEntry, place: Place) => void
  /** Among several that something is to be done with, or no longer. */
  readonly choose: (entry: TimelineEntry) => void
  readonly openMerged: (body: string) => void
  /** Who has read it, of a group. */
  readonly showReaders: (entry: TimelineEntry) => void
}
