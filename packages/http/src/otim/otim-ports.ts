import type { ErrorName } from '@magpie-im/model'
import type { FriendsPorts } from '../operations/friends.ts'
import type { NoticesPorts } from '../operations/notices.ts'

export interface OtimPorts extends FriendsPorts, NoticesPorts {
  /** OTIM's number of every error. */
  readonly otimCodes: Readonly<Record<ErrorName, number>>
}
