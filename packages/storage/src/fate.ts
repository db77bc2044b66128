import { type ControlAction, type ControlTarget, type Message, type MessageControl, type UserId, withoutContent } from '@magpie-im/model'

/** What was last done to a message, as one reader sees it. */
export type Fate = ControlAction | undefined

/** What holds after `controls`, given what held before: the later wins, but what is deleted stays so. */
export function fateAfter(before: Fate, controls: Iterable<Pick<MessageControl, 'action'>>): Fate {
  let fate = before
  for (const { action } of controls) if (fate !== 'delete') fate = action
  return fate
}

/** `message` as it is after a control that is for all. What its origin holds is not content. */
export function controlled(message: Message, { action, body, links }: Pick<MessageControl, 'action' | 'body' | 'links'>): Message {
  return action === 'override' ? { ...message, body, links, push: undefined, state: 'replaced' } : withoutContent(message)
}

/** Whether a message does not count for `reader` any more that did before (I6). */
export function isException(fate: Fate, { audience, sender, counted }: ControlTarget, reader: UserId): boolean {
  return fate !== undefined && fate !== 'override' && counted && (audience === 'notice' || sender !== reader)
}
