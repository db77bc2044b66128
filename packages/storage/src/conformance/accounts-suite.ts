import { expect, it } from 'vitest'
import { everyWatermark, type OpenStore, withModel } from './opened.ts'
import { ann, bob, carol, TestLog } from './test-log.ts'

const hour = 3_600_000
const forever = Number.MAX_SAFE_INTEGER

/** What every read model tells those who look after a server, wherever the watermark is. */
export function accountsSuite({ open }: { readonly open: OpenStore }): void {
  it('lists attempts to sign in, newest first, of one user or of all', async () => {
    const log = new TestLog()
    const attempts = [log.signsIn(ann, 'phone', 'WrongPassword'), log.signsIn(bob, 'phone'), log.signsIn(ann, 'phone')]
    log.cut()
    attempts.push(log.signsIn(ann, 'tablet'))
    log.cut()
    const [first, , third, last] = attempts.map(({ stamp }) => stamp)
    await everyWatermark(open, log, async ({ signIns }) => {
      const found = await signIns.list({ user: ann, before: forever, limit: 2 })
      expect(found.map(({ stamp }) => stamp)).toEqual([last, third])
      expect(found[0]).toMatchObject({ user: ann, device: { id: 'tablet', type: 'android' }, address: '192.0.2.1', result: 'ok' })
      expect((await signIns.list({ user: ann, before: third ?? 0, limit: 9 })).map(({ stamp }) => stamp)).toEqual([first])
      expect(await signIns.list({ user: undefined, before: forever, limit: 9 })).toHaveLength(4)
    })
  })

  it('lists the devices a user signed in with, the last one first and each once', async () => {
    const log = new TestLog()
    log.signsIn(ann, 'phone')
    log.signsIn(ann, 'tablet')
    log.cut()
    const last = log.signsIn(ann, 'phone')
    log.signsIn(ann, 'stolen', 'WrongPassword')
    log.cut()
    await everyWatermark(open, log, async ({ devices }) => {
      expect((await devices.list(ann)).map(({ device }) => device.id)).toEqual(['phone', 'tablet'])
      expect((await devices.list(ann))[0]).toEqual({ device: last.device, address: last.address, at: last.stamp })
      expect(await devices.list(bob)).toEqual([])
    })
  })

  it('lists what was audited, newest first', async () => {
    const log = new TestLog()
    for (const action of ['group.dismiss', 'message.revoke', 'user.mute']) {
      const stamp = log.signsIn(ann, 'phone').stamp + 1
      log.append({ type: 'audit', stamp, actor: 'key', action, subject: 'somebody', detail: '' })
      log.cut()
    }
    await everyWatermark(open, log, async ({ auditLog }) => {
      const [first, second] = await auditLog.list({ before: forever, limit: 2 })
      expect([first?.action, second?.action]).toEqual(['user.mute', 'message.revoke'])
      expect(await auditLog.list({ before: second?.stamp ?? 0, limit: 9 })).toMatchObject([{ action: 'group.dismiss', actor: 'key' }])
    })
  })

  it('counts what happened by hour and by day, users and conversations once in each', async () => {
    const log = new TestLog()
    log.append({ type: 'user', stamp: 1, id: ann, number: 1, name: 'Ann', passwordHash: '', disabled: false, demo: false })
    log.says(ann, bob, { kind: 'image', origin: { door: 'omtp', bytes: Uint8Array.of(1) } })
    log.says(ann, bob)
    log.cut()
    log.says(ann, bob)
    log.append({ type: 'user', stamp: 2, id: ann, number: 1, name: 'Anna', passwordHash: '', disabled: false, demo: false })
    log.joins(carol)
    log.cut()
    log.waits(2)
    log.tells(carol)
    log.signsIn(bob, 'phone')
    log.signsIn(bob, 'phone', 'WrongPassword')
    log.signsIn(bob, 'phone', 'WrongPassword')
    log.cut()
    await withModel(open, { log, projected: log.batches.length }, async ({ statistics }) => {
      const first = {
        at: 0,
        messages: [
          { kind: 'image', door: 'omtp', audience: 'single', count: 1 },
          { kind: 'text', door: '', audience: 'single', count: 2 },
        ],
        ...{ signIns: [], newUsers: 1, newGroups: 1, activeConversations: 1, activeUsers: 1 },
      }
      const second = {
        at: 2 * hour,
        messages: [{ kind: 'text', door: '', audience: 'group', count: 1 }],
        signIns: [
          { result: 'WrongPassword', count: 2 },
          { result: 'ok', count: 1 },
        ],
        ...{ newUsers: 0, newGroups: 0, activeConversations: 1, activeUsers: 2 },
      }
      const sorted = async (...query: Parameters<typeof statistics.read>) =>
        (await statistics.read(...query)).map((period) => ({
          ...period,
          messages: [...period.messages].sort((a, b) => a.count - b.count),
          signIns: [...period.signIns].sort((a, b) => b.count - a.count),
        }))
      expect(await sorted({ from: 0, to: 3 * hour, per: 'hour' })).toEqual([first, second])
      expect(await sorted({ from: hour, to: 3 * hour, per: 'hour' })).toEqual([second])
      expect(await sorted({ from: 0, to: 2 * hour, per: 'hour' })).toEqual([first])
      expect(await sorted({ from: 5 * hour, to: 6 * hour, per: 'day' })).toMatchObject([
        { at: 0, newUsers: 1, activeConversations: 2, activeUsers: 3 },
      ])
    })
  })
}
