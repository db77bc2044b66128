import type { Clock, Journal, Log, MessageHistory } from '@magpie-im/model'
import type { WritersState } from '@magpie-im/services'
import type { Config } from './config/keys.ts'
import { retentionOf } from './retention.ts'
import { WordsFile } from './words-file.ts'

interface MessageRulesOptions {
  readonly config: Config
  readonly journal: Journal
  readonly state: WritersState
  readonly history: MessageHistory
  readonly clock: Clock
  readonly log: Log
}

/** What happens to messages by itself: words that may not be written, and messages that expire. Ends with \`cleanup\`. */
export async function openMessageRules({ config, ...parts }: MessageRulesOptions, cleanup: AsyncDisposableStack): Promise<void> {
  const { state, clock, log } = parts
  const path = config['words.file']
  if (path !== '') await cleanup.adopt(new WordsFile({ path, blockedWords: state.blockedWords, clock, log }), (file) => file.close()).open()
  cleanup.adopt(retentionOf(config, parts), (retention) => retention.stop()).start()
}
