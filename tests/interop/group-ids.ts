import { expect } from 'vitest'
import { type Packet, types } from '../drivers/omtp/packets.ts'
import * as structs from '../drivers/omtp/structs.ts'
import type { StructType } from '../drivers/omtp/tars.ts'

/** The same group has one id in the recording and another here. */
export class GroupIds {
  readonly #ours = new Map<string, string>()

  /** From the replies to the same request. */
  learn(ours: Buffer, recorded: Buffer): void {
    const [here, there] = [structs.GroupChatCreateResp.decode(ours), structs.GroupChatCreateResp.decode(recorded)]
    expect(here.errorCode.code).toBe(there.errorCode.code)
    expect(here.groupId).toMatch(/^GC_\d+$/)
    this.#ours.set(there.groupId, here.groupId)
  }

  ours(recorded: string): string {
    return this.#ours.get(recorded) ?? recorded
  }

  /** A recorded message as a client would send it here; of other kinds than to a group as it was. */
  message(payload: Buffer): Buffer {
    const message = structs.MsgReq.decode(payload)
    return structs.MsgReq.encode({ ...message, to: this.ours(message.to), sessionId: this.ours(message.sessionId) })
  }

  /** A recorded request about a group. */
  request({ type, payload }: Packet): Buffer {
    if (type === types.groupChat) return this.message(payload)
    if (type === types.groupJoin || type === types.groupQuit) return this.#mapped(structs.GroupChatJoinQuitReq, payload)
    if (type === types.groupDismiss) return this.#mapped(structs.GroupChatDismissReq, payload)
    if (type === types.groupTransfer) return this.#mapped(structs.GroupChatCreatorUpdateReq, payload)
    if (type === types.groupMembers) return this.#mapped(structs.GroupChatMemberGetReq, payload)
    if (type !== types.groupUpdate) return payload
    const { operatorId, groupInfo } = structs.GroupChatInfoUpdateReq.decode(payload)
    return structs.GroupChatInfoUpdateReq.encode({ operatorId, groupInfo: { ...groupInfo, groupId: this.ours(groupInfo.groupId) } })
  }

  /** Ids, names and owners; times differ from run to run. */
  checkGroups(ours: Buffer, recorded: Buffer): void {
    const [here, there] = [structs.GroupChatSyncResp.decode(ours), structs.GroupChatSyncResp.decode(recorded)]
    expect(here.errorCode.code).toBe(there.errorCode.code)
    expect(here.groupIds).toEqual(there.groupIds.map((id) => this.ours(id)))
    const timeless = { createTime: 0n, updateTime: 0n }
    const due = there.groupChats.map((group) => ({ ...group, groupId: this.ours(group.groupId), ...timeless }))
    expect(here.groupChats.map((group) => ({ ...group, ...timeless }))).toEqual(due)
    const newest = here.groupChats.reduce((latest, { updateTime }) => (updateTime > latest ? updateTime : latest), 0n)
    expect(here.timestamp).toBe(newest)
  }

  checkMembers(ours: Buffer, recorded: Buffer): void {
    const there = structs.GroupChatMemberGetResp.decode(recorded)
    expect(structs.GroupChatMemberGetResp.decode(ours)).toEqual({ ...there, groupId: this.ours(there.groupId) })
  }

  #mapped<T extends { readonly groupId: string }>(codec: StructType<T>, payload: Buffer): Buffer {
    const request = codec.decode(payload)
    return codec.encode({ ...request, groupId: this.ours(request.groupId) })
  }
}
