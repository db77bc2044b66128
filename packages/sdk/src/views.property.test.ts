import { expect, it } from 'vitest'
import { connect } from './connect.ts'
import { memoryStore } from './memory-store.ts'
import { FakeClock, turn } from './testing/fake-clock.fixture.ts'
import { ModelServer } from './testing/model-server.fixture.ts'
import { seeded } from './testing/seeded.fixture.ts'

const conversations = ['user:ben', 'user:cleo', 'group:g', 'notice:shop'] as const
const offline = () => undefined

/** A user whose program looks at everything while everything happens. */
class World {
  readonly server = new ModelServer('ann')
  readonly clock = new FakeClock()
  readonly store = memoryStore()
  readonly chance: () => number
  program = this.#start()
  /** What the program was shown too often or in the wrong order. */
  readonly wrong: string[] = []

  constructor(seed: number) {
    this.chance = seeded(seed)
  }

  #start() {
    const chance = () => this.chance()
    const client = connect({
      ...{ url: 'ws://model/ws', user: 'ann', token: 't', device: { id: 'd', type: 'web' } },
      ...{ transport: this.server, clock: this.clock, store: this.store, chance },
    })
    const timelines = new Map(conversations.map((name) => [String(name), client.timeline(name)]))
    for (const [name, timeline] of timelines) {
      timeline.subscribe(() => {
        const seqs = timeline.entries.flatMap(({ seq }) => seq ?? [])
        const keys = new Set(timeline.entries.map(({ key }) => key))
        const isInOrder = seqs.every((seq, at) => at === 0 || seq > (seqs[at - 1] ?? 0))
        if (!isInOrder || keys.size < timeline.entries.length) this.wrong.push(`${name}: ${timeline.entries.map(({ key }) => key)}`)
      })
    }
    return { client, list: client.conversationList(), timelines }
  }

  one<const T>(of: readonly [T, ...T[]]): T {
    return of[Math.floor(this.chance() * of.length)] ?? of[0]
  }

  async restart(): Promise<void> {
    await this.program.client.close()
    this.program = this.#start()
  }

  /** Something happens to somebody. */
  async happens(): Promise<void> {
    const name = this.one(conversations)
    const messages = this.server.threads.get(name)?.messages ?? []
    const some = messages[Math.floor(this.chance() * messages.length)]
    const timeline = this.program.timelines.get(name)
    const { client } = this.program
    const events: [number, () => unknown][] = [
      [6, () => this.server.write(name, name.slice(name.indexOf(':') + 1))],
      [1, () => this.server.write(name, 'ann', { clientMessageId: `other-${this.server.now}` })],
      [2, () => name !== 'notice:shop' && client.send(name, 'mine')],
      // Of a message that is changed here and elsewhere at the same moment either may be shown until it is read again.
      [3, () => some && some.seq % 3 > 0 && this.server.control(name, some.seq, this.one(['revoke', 'override', 'delete']))],
      [1, () => some && some.seq % 3 === 0 && client.revoke(name, some).catch(offline)],
      [1, () => some && this.server.read(name, some.stamp)],
      [1, () => some && client.markRead(name, some).catch(offline)],
      [1, () => this.server.remove(name)],
      [1, () => timeline?.loadOlder(3).catch(offline)],
      [0.5, () => timeline?.loadAround(some?.seq ?? 1, 4).catch(offline)],
      [1, () => this.server.line?.confuse(this.one(['swap', 'double']))],
      [0.5, () => this.server.line?.close()],
    ]
    let place = this.chance() * (events.reduce((sum, [weight]) => sum + weight, 0) + 3)
    const event = events.find(([weight]) => {
      place -= weight
      return place < 0
    })
    event?.[1]()
    if (event === undefined) await (this.chance() < 0.1 ? this.restart() : this.clock.pass(this.chance() * 3_000))
  }

  async flows(steps: number): Promise<void> {
    for (let step = 0; step < steps; step++) {
      this.server.line?.pass(this.one(['answer', 'event']))
      await turn()
    }
  }

  /** Everything that is under way comes. */
  async settles(): Promise<void> {
    for (let quiet = 0; quiet < 4; ) {
      const { line } = this.server
      const moved = line !== undefined && (line.pass('answer') || line.pass('event'))
      await turn()
      if (!moved) await this.clock.pass(1_000)
      quiet = moved || line === undefined ? 0 : quiet + 1
    }
  }
}

const runs = 120

it('whatever happens, comes late or is cut off, the list and the timelines are what the server has', { timeout: 120_000 }, async () => {
  for (let seed = 1; seed <= runs; seed++) {
    const world = new World(seed)
    for (let round = 0; round < 60; round++) {
      await world.happens()
      await world.flows(Math.floor(world.chance() * 4))
    }
    await world.settles()
    const { list, timelines } = world.program
    const withoutChange = world.server.list().map(({ changed: _, ...item }) => item)
    const expected = withoutChange.sort((a, b) => (b.newest?.stamp ?? 0) - (a.newest?.stamp ?? 0))
    expect({ seed, items: list.items, wrong: world.wrong }).toEqual({ seed, items: expected, wrong: [] })
    for (const [name, timeline] of timelines) {
      while (timeline.hasNewer) await Promise.all([timeline.loadNewer(3), world.settles()])
      while (timeline.hasOlder) await Promise.all([timeline.loadOlder(5), world.settles()])
      const shown = timeline.entries.map(({ seq, body, state, outgoing }) => ({ seq, body, state, outgoing }))
      const messages = (world.server.threads.get(name)?.messages ?? []).map(({ seq, body, state, from }) => ({
        ...{ seq, body, state, outgoing: from === 'ann' ? 'sent' : undefined },
      }))
      expect({ seed, name, shown }).toEqual({ seed, name, shown: messages })
    }
    await world.program.client.close()
  }
})
