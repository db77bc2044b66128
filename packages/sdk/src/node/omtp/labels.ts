import type { ConversationName } from '../../protocol.ts'

const single = 'LP_G1_'
const notice = 'BM_'
const mostLearned = 10_000

/** How conversations are called on either side: `user:ben` and `LP_G1_ann_ben`, a group's id, `BM_<application>_<user>`, or what another client of the user chose. */
export class Labels {
  readonly #user: string
  readonly #learned = new Map<string, ConversationName>()

  constructor(user: string) {
    this.#user = user
  }

  /** Undefined: it is none that OMTP could have. */
  labelOf({ conversation, of = this.#user }: ConversationName): string | undefined {
    const [, kind, name = ''] = /^(user|group|notice):(.+)$/su.exec(conversation) ?? []
    if (kind === 'user') return pairLabel(of, name)
    if (kind === 'notice') return `${notice}${name}_${of}`
    return kind === 'group' ? name : undefined
  }

  /** Of a conversation of two that is one's own, or of others. */
  nameOfPair(from: string, to: string): ConversationName {
    if (from === this.#user) return { conversation: `user:${to}` }
    if (to === this.#user) return { conversation: `user:${from}` }
    const [of = '', peer = ''] = inOrder(from, to)
    return { conversation: `user:${peer}`, of }
  }

  nameOf(label: string): ConversationName {
    return this.#learned.get(label) ?? this.#pairOf(label) ?? this.#noticeOf(label) ?? { conversation: `group:${label}` }
  }

  /** What a message shows its label to be. */
  learn(label: string, name: ConversationName): void {
    if (this.labelOf(name) !== label && this.#learned.size < mostLearned) this.#learned.set(label, name)
  }

  /** Ids may hold underscores: one's own tells where the other one begins or ends. */
  #pairOf(label: string): ConversationName | undefined {
    if (!label.startsWith(single)) return undefined
    const rest = label.slice(single.length)
    const peers = [
      ...(rest.startsWith(`${this.#user}_`) ? [rest.slice(this.#user.length + 1)] : []),
      ...(rest.endsWith(`_${this.#user}`) ? [rest.slice(0, -this.#user.length - 1)] : []),
    ]
    const peer = peers.find((one) => pairLabel(this.#user, one) === label)
    return peer === undefined ? undefined : { conversation: `user:${peer}` }
  }

  #noticeOf(label: string): ConversationName | undefined {
    if (!label.startsWith(notice) || !label.endsWith(`_${this.#user}`)) return undefined
    return { conversation: `notice:${label.slice(notice.length, -this.#user.length - 1)}` }
  }
}

function pairLabel(one: string, other: string): string {
  return `${single}${inOrder(one, other).join('_')}`
}

/** Of bytes. */
function inOrder(one: string, other: string): string[] {
  return [one, other].sort((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)))
}
