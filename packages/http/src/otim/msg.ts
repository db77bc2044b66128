import { ImError, type MessageKind } from '@magpie-im/model'
import { z } from 'zod'
import { commandFields, giveNoticeTo, tellCommand } from '../operations/notices.ts'
import { type Body, neededText, textOf } from './fields.ts'
import type { OtimPorts } from './otim-ports.ts'

/** By OTIM's number of the content type. */
const kinds: readonly MessageKind[] = ['custom', 'text', 'image', 'voice', 'video', 'file', 'location']
const usualKind = 1

/** A notice that counts as unread; the trace id is its id, so it may be repeated. */
export async function sendSimple(body: Body, { send }: OtimPorts): Promise<undefined> {
  const { contentType = usualKind } = body
  const [app, to, url] = [neededText(body, 'appId'), neededText(body, 'to'), '']
  const [title, summary, label] = [textOf(body, 'pushTitle'), textOf(body, 'pushSummary'), textOf(body, 'sessionId')]
  await giveNoticeTo(send, {
    app,
    from: neededText(body, 'from'),
    to,
    kind: kinds[typeof contentType === 'number' ? contentType : usualKind] ?? 'custom',
    body: neededText(body, 'content'),
    counted: true,
    clientMessageId: neededText(body, 'traceId'),
    push: title === '' && summary === '' ? undefined : { title, summary, url },
    label: label === `BM_${app}_${to}` ? '' : label,
  })
}

export async function sendSync(body: Body, ports: OtimPorts): Promise<undefined> {
  const [id] = [neededText(body, 'traceId'), neededText(body, 'appId')]
  const { users, command = 0, content = '' } = body
  if (!Array.isArray(users) || users.length === 0 || users.length > 1000 || !users.every((user) => typeof user === 'string')) {
    throw new ImError('BadRequest', { detail: 'the request param is invalid: users' })
  }
  const { data, error } = z.object(commandFields).safeParse({ command, content, id })
  if (data === undefined) throw new ImError('BadRequest', { detail: `the request param is invalid: ${error.issues[0]?.path.join('.')}` })
  tellCommand(ports, users, data)
}
