import { expect } from 'vitest'
import { types } from '../drivers/omtp/packets.ts'
import * as structs from '../drivers/omtp/structs.ts'
import type { Recording } from './recording.ts'

/** The same message has one seqId in the recording and another here, wherever it is seen. */
export class SeqIds {
  readonly #recorded = new Map<bigint, string>()
  readonly #ours = new Map<string, bigint>()

  constructor({ frames }: Recording) {
    for (const { fromClient, isAck, packet } of frames) {
      if (fromClient || !isAck || (packet.type !== types.singleChat && packet.type !== types.groupChat)) continue
      this.#recorded.set(structs.MsgAck.decode(packet.payload).seqId, packet.packId)
    }
  }

  learn(packId: string, seqId: bigint): void {
    expect(seqId).toBeGreaterThan(0n)
    expect(seqId, `seqId of message ${packId}`).toBe(this.#ours.get(packId) ?? seqId)
    this.#ours.set(packId, seqId)
  }

  /** What a client that remembered `recorded`, or asks for what lies right below it, has to send here. */
  ours(recorded: bigint): bigint {
    if (recorded === 0n) return 0n
    const exact = this.#ours.get(this.#recorded.get(recorded) ?? '')
    if (exact !== undefined) return exact
    const above = this.#ours.get(this.#recorded.get(recorded + 1n) ?? '')
    if (above === undefined) throw new Error(`the recording has no message of seqId ${recorded}`)
    return above - 1n
  }

  /** Ids of the messages of a page of history, whose seqIds must fall. */
  history(payload: Buffer): string[] {
    const { msgs } = structs.HistoryMsgPullResp.decode(payload)
    let above: bigint | undefined
    for (const { header, payload: body } of msgs) {
      const { seqId } = structs.MsgReq.decode(body)
      if (above !== undefined) expect(seqId).toBeLessThan(above)
      above = seqId
      this.learn(header.packId, seqId)
    }
    return msgs.map(({ header }) => header.packId)
  }
}
