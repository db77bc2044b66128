import { expect, it } from 'vitest'
import { Life, Wall } from './life.ts'
import { Schedule } from './schedule.ts'

it('tasks come in the order of their moments, those of one moment in the order they were given, and time stands at theirs', async () => {
  const schedule = new Schedule()
  const seen: [string, number][] = []
  const note = (name: string) => () => void seen.push([name, schedule.now])
  schedule.after(20, note('late'))
  schedule.after(10, note('first'))
  schedule.after(10, note('second'))
  schedule.after(15, note('cancelled')).cancel()
  schedule.after(5, () => schedule.after(5, note('third')))
  await schedule.run(() => false)
  expect(seen).toEqual([
    ['first', 10],
    ['second', 10],
    ['third', 10],
    ['late', 20],
  ])
})

it('what promises wait for has settled before the next task', async () => {
  const schedule = new Schedule()
  const seen: string[] = []
  const settle = async () => {
    for (let i = 0; i < 50; i++) await Promise.resolve()
    seen.push('settled')
  }
  schedule.after(1, () => void settle())
  schedule.after(1, () => void seen.push('next'))
  await schedule.run(() => false)
  expect(seen).toEqual(['settled', 'next'])
})

it('a run ends when it is over, and an error of a task ends it', async () => {
  const schedule = new Schedule()
  let ticks = 0
  const tick = () => {
    ticks++
    schedule.after(1, tick)
  }
  schedule.after(1, tick)
  await schedule.run(() => ticks === 1000)
  expect([ticks, schedule.now]).toEqual([1000, 1000])
  schedule.after(0, () => {
    throw new Error('broken')
  })
  await expect(schedule.run(() => false)).rejects.toThrow('broken')
})

it('what a dead process has planned is not done, while the clock on the wall jumps both ways and time goes on', async () => {
  const schedule = new Schedule()
  const wall = new Wall(schedule)
  const life = new Life({ schedule, wall })
  const thread = new Life({ schedule, wall, parent: life })
  const seen: string[] = []
  const began = life.now()
  life.after(10, () => void seen.push('process'))
  thread.after(10, () => void seen.push('thread'))
  life.after(30, () => void seen.push('never'))
  thread.after(30, () => void seen.push('never'))
  schedule.after(15, () => wall.jump(-3_600_000))
  schedule.after(20, () => life.end())
  await schedule.run(() => false)
  expect(seen).toEqual(['process', 'thread'])
  expect([life.now() - began, life.monotonic()]).toEqual([30 - 3_600_000, 30])
})
