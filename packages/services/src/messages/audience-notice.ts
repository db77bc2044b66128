import { type AppId, ImError, isAppId, isUserId, type UserId } from '@magpie-im/model'
import { append } from '../commit.ts'
import type { NoticeState } from '../conversations/notice-state.ts'
import type { Audience } from './audience.ts'
import type { SendCommand, SendPorts } from './send-command.ts'

/** The user to whom an application gives notice: nobody else is told, and the sender's own list stays as it is. */
export function noticeAudience(ports: SendPorts, command: SendCommand): Audience {
  const { app, user } = namesOf(command)
  const known = ports.notices.find(app, user)
  // Before a conversation begins there is nothing to repeat, so what forbids it can be said before it is given a number.
  if (known === undefined) checkAllowed(ports, command, user)
  const begun = known === undefined ? ports.notices.begin(app, user) : undefined
  const notices = known ?? begun?.state
  if (notices === undefined) throw new Error('notices are known or begun')
  return {
    conversation: notices.id,
    kind: 'notice',
    recipient: user,
    app,
    checkAllowed: () => checkAllowed(ports, command, user),
    number: (_sender, stamp) => notices.number(stamp, command.counted),
    appended: (message) => notices.appended(message),
    becameDurable: (message) => notices.becameDurable(message),
    takeBack: (message) => notices.takeBack(message),
    prepare: () => {
      if (begun !== undefined) append(ports.journal, begun.change())
      setLabel(ports, command.label, notices)
    },
    deliver: (message) => ports.deliveries.deliver(user, { kind: 'message', message }),
  }
}

/** The application is the one a backend names, or else the sender. */
function namesOf({ app, sender, recipient }: SendCommand): { app: AppId; user: UserId } {
  const name = app ?? sender
  if (!isAppId(name)) throw new ImError('BadRequest', { detail: 'an application is named as a user is' })
  if (!isUserId(recipient)) throw new ImError('UserNotFound')
  return { app: name, user: recipient }
}

/** A backend may; a client needs the right. */
function checkAllowed({ accounts, grants, notices }: SendPorts, { app, sender }: SendCommand, user: UserId): void {
  if (app === undefined && !grants.has(sender, 'notify', notices.find(sender, user)?.id)) throw new ImError('RightMissing')
  if (accounts.find(user) === undefined) throw new ImError('UserNotFound')
}

/** The label a backend chose is the user's, unless he has one or it names something else. */
function setLabel({ journal, aliases, groups }: SendPorts, label: string, { id, user }: NoticeState): void {
  if (label === '' || aliases.labelOf(user, id) !== undefined) return
  if (aliases.find(user, label) === undefined && !groups.isTaken(label)) append(journal, aliases.change(user, id, label))
}
