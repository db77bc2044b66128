import type { PriorityEntry, Recipient } from '@magpie-im/model'
import type { SyncPriority } from '@magpie-im/services'
import { type OTIMPack, packets } from '@magpie-im/wire'
import { success } from '../errors.ts'
import { numberOf } from '../long.ts'
import { presentControl, presentPack } from '../present.ts'
import { type OmtpRoute, route } from '../route.ts'

/** Entries newer than `seqId`, or the newest if it is ≤ 0, oldest first; `lastSeqId` is where the next request goes on. */
export function highPriorMsgSync({ syncPriority }: { readonly syncPriority: SyncPriority }): OmtpRoute {
  return route(packets.HIGH_PRIOR_MSG_SYNC, {
    order: 'alone',
    refusal: (errorCode) => ({ errorCode, lastSeqId: 0, msgs: [] }),
    handle: async (call) => {
      const { request, session } = call
      const after = numberOf(request.seqId)
      const entries = await syncPriority.sync({ user: session.user, after, limit: request.count })
      const lastSeqId = entries.at(-1)?.stamp ?? Math.max(after, 0)
      call.reply({ errorCode: success, lastSeqId, msgs: entries.map((entry) => packOf(entry, session.recipient)) })
    },
  })
}

function packOf(entry: PriorityEntry, to: Recipient): OTIMPack {
  return entry.kind === 'message' ? presentPack(entry.message, to) : presentControl(entry.control, to)
}
