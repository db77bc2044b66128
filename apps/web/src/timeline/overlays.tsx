import type { TimelineEntry } from '@magpie-im/sdk'
import type { Subject } from '../composer/subject-line.tsx'
import { MergedDialog } from '../forward/merged-dialog.tsx'
import type { Pins } from '../pins/pins.ts'
import { PinsDialog } from '../pins/pins-dialog.tsx'
import { ReadersDialog } from '../readers/readers-dialog.tsx'
import type { Deeds, Place } from './deeds.ts'
import { MessageMenu } from './message-menu.tsx'

/** What is in front of the messages. */
export type Overlay =
  | { readonly kind: 'menu'; readonly entry: TimelineEntry; readonly place: Place }
  | { readonly kind: 'merged'; readonly body: string }
  | { readonly kind: 'pins' }
  | { readonly kind: 'readers'; readonly stamp: number }

interface OverlaysProps {
  readonly overlay: Overlay | undefined
  readonly conversation: string
  readonly pins: Pins
  readonly deeds: Deeds
  readonly onSubject: (subject: Subject) => void
  readonly onForward: (stamps: readonly number[]) => void
  readonly onClose: () => void
}

export function Overlays({ overlay, conversation, pins, deeds, onSubject, onForward, onClose }: OverlaysProps) {
  switch (overlay?.kind) {
    case undefined:
      return null
    case 'menu':
      return <MessageMenu {...{ conversation, pins, deeds, onSubject, onForward, onClose }} entry={overlay.entry} place={overlay.place} />
    case 'merged':
      return <MergedDialog body={overlay.body} onClose={onClose} />
    case 'pins':
      return <PinsDialog pins={pins} onJump={deeds.jump} onClose={onClose} />
    case 'readers':
      return <ReadersDialog conversation={conversation} stamp={overlay.stamp} onClose={onClose} />
  }
}
