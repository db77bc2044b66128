import type { Clock, Journal, Log, MessageHistory } from '@magpie-im/model'
import { Retention, type WritersState } from '@magpie-im/services'
import type { Config } from './config/keys.ts'

interface RetentionParts {
  readonly journal: Journal
  readonly state: WritersState
  readonly history: MessageHistory
  readonly clock: Clock
  readonly log: Log
}

export function retentionOf(config: Config, parts: RetentionParts): Retention {
  const keep = {
    single: { days: config['retention.singleDays'], messages: config['retention.singleMessages'] },
    group: { days: config['retention.groupDays'], messages: config['retention.groupMessages'] },
    notice: { days: config['retention.noticeDays'], messages: config['retention.noticeMessages'] },
  }
  return new Retention({ ...parts, keep })
}
