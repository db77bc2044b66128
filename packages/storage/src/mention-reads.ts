import type { ConversationId, MentioningMessage, UnreadMentions, UnreadMentionsQuery } from '@magpie-im/model'
import type { MentionsPart } from './engine.ts'
import { mentionsIn } from './mention-facts.ts'
import type { TailedReads } from './tailed-reads.ts'

/** Who mentioned a reader: a snapshot of the engine that is told what the durable tail above it knows. */
export class MentionReads implements UnreadMentions {
  readonly #options: TailedReads

  constructor(options: TailedReads) {
    this.#options = options
  }

  newest({ reader, parts }: UnreadMentionsQuery): Promise<ReadonlyMap<ConversationId, MentioningMessage>> {
    const { engine, read, checked, watermark } = this.#options
    return read(async (tail) => {
      const since = watermark()
      const asked: MentionsPart[] = []
      for (const part of parts) {
        const { known, overruled, floor } = mentionsIn(await tail.entriesOf(part.conversation, since), reader)
        const above = Math.max(part.above, floor)
        asked.push({ ...part, above, overruled, known: known.filter(({ seq }) => seq > above && seq <= part.upTo) })
      }
      return checked(await engine.mentions({ reader, parts: asked })).found
    })
  }
}
