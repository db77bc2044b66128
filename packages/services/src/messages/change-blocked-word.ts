import { ImError, type Journal, type Stamps, type WordAction } from '@magpie-im/model'
import { commit } from '../commit.ts'
import { auditOf } from '../rights/audit.ts'
import type { BlockedWords } from './blocked-words.ts'
import { mostWords } from './word-list.ts'

interface ChangeBlockedWordPorts {
  readonly journal: Journal
  readonly blockedWords: BlockedWords
  readonly stamps: Stamps
}

/** Says what is done about a word from now on, whatever the file of words says; undefined: nothing. */
export class ChangeBlockedWord {
  readonly #ports: ChangeBlockedWordPorts

  constructor(ports: ChangeBlockedWordPorts) {
    this.#ports = ports
  }

  async change(actor: string, word: string, action: WordAction | undefined): Promise<void> {
    const { journal, blockedWords, stamps } = this.#ports
    if (blockedWords.changes >= mostWords) throw new ImError('BadRequest', { detail: `at most ${mostWords} words` })
    const change = blockedWords.change(word, action)
    const deed = { actor, action: 'word.change', subject: 'blocked words', detail: action ?? 'allowed' }
    await commit(journal, [change, auditOf(stamps, deed)])
  }
}
