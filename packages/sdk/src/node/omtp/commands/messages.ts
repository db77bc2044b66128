import { randomUUID } from 'node:crypto'
import { ControlCommand, ErrorCode, flags, packets } from '@magpie-im/wire'
import type { Fields } from '../../../protocol.ts'
import { contentTypeOf, controlOf, toldOf } from '../present.ts'
import { check, Refused } from '../refused.ts'
import { refuseFields, type Scope, type Translations, unsupported } from '../translation.ts'

const controls = { revoke: ControlCommand.MC_REVOKE, override: ControlCommand.MC_OVERRIDE, delete: ControlCommand.MC_DELETE }
const usualLimit = 50

async function send(fields: Fields<'sendMessage'>, { line, user, history, chain }: Scope) {
  refuseFields(fields, 'replyTo', 'mentions')
  const { to: conversation, kind = 'text', body, clientMessageId = '', resend = false, priority = false, push } = fields
  const [, audience, to = ''] = /^(user|group):(.+)$/su.exec(conversation) ?? []
  if (audience === undefined) throw new Refused('BadRequest', 'one writes to user: or group: and a name')
  const row = audience === 'group' ? packets.MSG_GROUP_CHAT : packets.MSG_SINGLE_CHAT
  const { title = '', summary = '', url = '' } = push ?? {}
  const content = { contentType: contentTypeOf(kind), content: body, pushInfo: { title, summary, url } }
  const request = { sessionId: history.labelOf({ conversation }), seqId: 0, timestamp: 0, from: user, to, ...content, status: 0 }
  const packId = clientMessageId === '' ? randomUUID() : clientMessageId
  chain.sending(conversation)
  const { errorCode, seqId } = await line.ask(row, request, {
    packId,
    flags: (resend ? flags.PF_ISDUP : 0) | (priority ? flags.PF_HIGHPRJ : 0),
  })
  chain.answered(conversation, errorCode.code === ErrorCode.EC_SUCCESS ? Number(seqId) : 0)
  check(errorCode)
  history.grew()
  return { seq: Number(seqId), stamp: Number(seqId) }
}

async function control({ action, body = '', forAll = false, stamp, ...name }: Fields<'controlMessage'>, { line, history }: Scope) {
  if (forAll) throw new Refused('Unsupported', 'OMTP deletes messages for oneself only')
  const sessionId = history.labelOf(name)
  const packId = await history.idOf(sessionId, stamp)
  check(await line.ask(packets.MSG_CTRL, { command: controls[action], sessionId, packId, seqId: stamp, content: body }))
  history.changed()
  return {}
}

/** All that came are at the place behind the last of them: OMTP does not say more. */
async function syncPriority({ after = 0, limit = usualLimit }: Fields<'syncPriority'>, { line, labels }: Scope) {
  const { errorCode, lastSeqId, msgs } = await line.ask(packets.HIGH_PRIOR_MSG_SYNC, { seqId: after, count: limit })
  check(errorCode)
  const at = Number(lastSeqId)
  return {
    items: msgs.map((pack) =>
      pack.header.type === packets.MSG_CTRL.type
        ? { what: 'control' as const, at, ...controlOf(pack, labels) }
        : { what: 'message' as const, at, ...toldOf(pack, labels) },
    ),
  }
}

export const messageCommands = {
  sendMessage: send,
  sendFiles: unsupported,
  forwardMessages: unsupported,
  sendNotice: unsupported,
  controlMessage: control,
  syncPriority,
} satisfies Partial<Translations>
