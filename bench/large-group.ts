import { readFileSync } from 'node:fs'
import { type HotSessionResp, packets } from '@magpie-im/wire'
import { Client, succeeded } from './load/client.ts'
import { befriendAll, createGroup, join, manyTimes, pageAll, tell, write } from './load/requests.ts'
import { Stall } from './load/stall.ts'
import { untilIdle } from './measure.ts'
import type { PairsOptions } from './pairs.ts'
import { saveResult, spreadOf, table, whole } from './report.ts'
import { startServer, type Target } from './target.ts'

// What does a very large group cost: to found, to join, to write to, and to come back to after 200,000 messages?

export interface LargeGroupOptions extends Pick<PairsOptions, 'save' | 'say' | 'progress'> {
  readonly members: number
}

interface Row {
  readonly what: string
  readonly ms: number
  /** How long others waited meanwhile, at worst. */
  readonly stallMs: number
  readonly remark: string
}

const missed = 200_000
const missedMembers = 6_000
const online = 1_000
const listLength = 2_000
/** All of them fit a frame. */
const mostNamesToFound = 50_000
const screenMs = 1_000

export async function largeGroup(options: LargeGroupOptions): Promise<number> {
  const { say, save } = options
  const target = await startServer()
  try {
    const bench = new Bench(target, options)
    await bench.run()
    say(
      `\n${options.members} members, ${missed} missed messages in a group of ${missedMembers}\n\n${table([['', 'took', 'others waited', ''], ...bench.rows.map(cells)])}\n`,
    )
    if (save) say(`saved ${saveResult('large-group', { settings: { members: options.members, missed, missedMembers }, rows: bench.rows })}`)
    for (const wrong of bench.wrong) say(wrong)
    return bench.wrong.length > 0 ? 1 : 0
  } finally {
    target[Symbol.dispose]()
  }
}

class Bench {
  readonly rows: Row[] = []
  readonly wrong: string[] = []
  readonly #target: Target
  readonly #options: LargeGroupOptions
  #stall: Stall | undefined

  constructor(target: Target, options: LargeGroupOptions) {
    this.#target = target
    this.#options = options
  }

  async run(): Promise<void> {
    const names = Array.from({ length: Math.max(this.#options.members, missedMembers + 1, listLength + 1) }, (_, index) => `m${index}`)
    await this.#makeUsers(names)
    this.#stall = await Stall.watch(this.#target.port, this.#user('onlooker'))
    const owner = await this.#signIn('m0')
    await this.#found(owner, names)
    await this.#tellOnline(owner)
    await this.#comeBack(owner, names)
    // The owner has said nothing for so long that the server may have ended his connection.
    await this.#longList(await this.#signIn('m0'), names)
    this.#stall.stop()
  }

  async #makeUsers(names: readonly string[]): Promise<void> {
    for (let from = 0; from < names.length; from += 200) {
      this.#options.progress(`${whole(from)} of ${whole(names.length)} users`)
      const clients = await Promise.all(names.slice(from, from + 200).map((name) => this.#signIn(name)))
      for (const client of clients) client.close()
    }
  }

  async #found(owner: Client, names: readonly string[]): Promise<void> {
    const before = memoryOf(this.#target.pid)
    const { members } = this.#options
    const first = names.slice(1, Math.min(members, mostNamesToFound))
    await this.#timed(`found a group of ${whole(first.length + 1)}`, () => createGroup(owner, 'large', first))
    for (let from = first.length + 1; from < members; from += 1_000) {
      await join(owner, 'large', names.slice(from, Math.min(from + 1_000, members)))
    }
    const perMember = (memoryOf(this.#target.pid) - before) / members
    this.#options.say(`memory of the process grew by ${whole(perMember)} bytes for a member`)
    await createGroup(owner, 'joined', [])
    await this.#timed('join 1,000 at once', () => join(owner, 'joined', names.slice(1, 1_001)))
    await this.#timed('list the members', async () => {
      const { memberIds } = succeeded(await owner.ask(packets.GROUPCHAT_MEMBERS_GET, { groupId: 'large' }))
      this.#expect(memberIds.length === members, `the list has ${memberIds.length} members`)
    })
  }

  async #tellOnline(owner: Client): Promise<void> {
    const clients = await Promise.all(Array.from({ length: online }, (_, index) => this.#signIn(`m${index + 1}`)))
    for (const client of clients) succeeded(await client.ask(packets.HOTSESSION_SYNC, { timestamp: 0 }))
    const times: number[] = []
    this.#stall?.take()
    for (let round = 0; round < 20; round++) times.push(await this.#tellOnce(owner, clients))
    const stallMs = this.#stall?.take() ?? 0
    this.rows.push({
      what: `a message to ${whole(online)} online`,
      ms: spreadOf(times).median,
      stallMs,
      remark: 'until the last has it; median of 20',
    })
    for (const client of clients) client.close()
  }

  async #tellOnce(owner: Client, clients: readonly Client[]): Promise<number> {
    const began = performance.now()
    let left = clients.length
    const all = new Promise<void>((resolve) => {
      for (const client of clients) {
        client.onPush = () => {
          left--
          if (left === 0) resolve()
        }
      }
    })
    await Promise.all([all, tell(owner, 'm0', 'large')])
    return performance.now() - began
  }

  async #comeBack(owner: Client, names: readonly string[]): Promise<void> {
    await createGroup(owner, 'busy', names.slice(1, missedMembers))
    const senders = await Promise.all(Array.from({ length: 10 }, (_, index) => this.#signIn(`m${index + 1}`)))
    await this.#timed(`${whole(missed)} messages from 10`, () =>
      Promise.all(senders.map((sender, index) => manyTimes(missed / senders.length, 100, () => tell(sender, `m${index + 1}`, 'busy')))),
    )
    await this.#firstScreen('first screen right after')
    await untilIdle(this.#target.pid)
    const away = await this.#firstScreen('first screen later')
    const [all] = await this.#timed('all of it by pages of 200', () => pageAll(away, 'busy'))
    this.#expect(all === missed, `the pages have ${all} messages`)
    for (const client of [...senders, away]) client.close()
  }

  /** Sign-in, the first page of the list and the newest page of the history. */
  async #firstScreen(what: string): Promise<Client> {
    const [client, ms] = await this.#timed(what, async () => {
      const away = await this.#signIn(`m${missedMembers - 1}`)
      const { sessions } = await away.ask(packets.HOTSESSION_SYNC, { timestamp: 0 })
      const busy = sessions.find(({ sessionId }) => sessionId === 'busy')
      this.#expect(busy?.unreadCount === missed, `${busy?.unreadCount} are unread`)
      const { msgs } = succeeded(await away.ask(packets.HISTORY_MSG_PULL, { sessionId: 'busy', seqId: 0, count: 30 }))
      this.#expect(msgs.length === 30, `${msgs.length} in the newest page`)
      return away
    })
    this.#expect(ms <= screenMs, `${what} took ${ms.toFixed(0)} ms, more than ${screenMs}`)
    return client
  }

  /** A user whose list has 2,000 conversations. */
  async #longList(owner: Client, names: readonly string[]): Promise<void> {
    const friends = names.slice(1, listLength + 1)
    for (let from = 0; from < friends.length; from += 990) {
      const some = friends.slice(from, from + 990)
      await this.#timed(`befriend ${some.length} at once`, () => befriendAll(owner, 'm0', some))
    }
    const left = [...friends]
    await manyTimes(friends.length, 100, () => write(owner, 'm0', left.pop() ?? ''))
    await this.#timed('first page of his list', () => owner.ask(packets.HOTSESSION_SYNC, { timestamp: 0 }))
    const [listed] = await this.#timed(`all ${whole(listLength)} of it`, () => listAll(owner))
    this.#expect(listed >= listLength, `the list has ${listed} conversations`)
  }

  async #timed<T>(what: string, act: () => Promise<T>): Promise<[T, number]> {
    this.#options.progress(what)
    this.#stall?.take()
    const began = performance.now()
    const result = await act()
    const ms = performance.now() - began
    this.#add({ what, ms, stallMs: this.#stall?.take() ?? 0, remark: '' })
    return [result, ms]
  }

  #add(row: Row): void {
    this.rows.push(row)
    this.#options.say(cells(row).join('  '))
  }

  #expect(holds: boolean, otherwise: string): void {
    if (!holds) this.wrong.push(`WRONG: ${otherwise}`)
  }

  #signIn(name: string): Promise<Client> {
    return Client.signIn(this.#target.port, this.#user(name))
  }

  #user(name: string) {
    return { name, token: this.#target.token(name) }
  }
}

const moreToCome = 25

async function listAll(client: Client): Promise<number> {
  let count = 0
  for (let timestamp: HotSessionResp['timestamp'] = 0; ; ) {
    const page: HotSessionResp = await client.ask(packets.HOTSESSION_SYNC, { timestamp })
    count += page.sessions.length
    if (page.errorCode.code !== moreToCome) return count
    timestamp = page.timestamp
  }
}

function cells({ what, ms, stallMs, remark }: Row): string[] {
  return [what, `${ms.toFixed(1)} ms`, `${stallMs.toFixed(1)} ms`, remark]
}

/** Bytes of memory that the process holds. */
function memoryOf(pid: number): number {
  const pages = Number(readFileSync(`/proc/${pid}/statm`, 'utf8').split(' ')[1])
  return pages * 4096
}
