import { openReader } from '@magpie-im/journal'
import type { Position } from '@magpie-im/model'
import { Projector } from '@magpie-im/projector'
import { systemClock as clock } from '@magpie-im/server'
import type { Store } from '@magpie-im/storage'
import { silent } from './silent.ts'

/** Brings a read model to the end of its journal. */
export async function project({ store, folder, durable }: { store: Store; folder: string; durable: Position }): Promise<void> {
  const reader = openReader(folder)
  const { promise, resolve } = Promise.withResolvers<void>()
  const onWatermark = (watermark: Position) => {
    if (watermark >= durable) resolve()
  }
  const projector = new Projector({ reader, projection: store, clock, log: silent, onWatermark, gatherMs: 0, soon: setImmediate })
  projector.durable(durable)
  if (store.watermark < durable) await promise
  await projector.stop()
  reader.close()
}
