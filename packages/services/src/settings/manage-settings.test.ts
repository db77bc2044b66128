import { expect, it } from 'vitest'
import { Writers } from '../testing/writers.fixture.ts'
import { type ConfiguredSetting, ManageSettings } from './manage-settings.ts'

const colour: ConfiguredSetting = {
  key: 'house.colour',
  about: 'Of the house.',
  default: 'red',
  value: 'blue',
  source: 'file',
  check: (text) => {
    if (!['red', 'blue', 'green'].includes(text)) throw new Error('must be a colour')
  },
}
const port: ConfiguredSetting = { ...colour, key: 'house.port', default: '1', value: '1', source: 'default', check: undefined }

it('a setting shows its value, where it comes from, and whether it can be changed', async () => {
  const { settings } = await house()
  await settings.change('key:1', 'house.colour', 'green')
  expect(settings.list()).toEqual([
    { key: 'house.colour', about: 'Of the house.', default: 'red', configured: 'blue', value: 'green', source: 'changed', live: true },
    { key: 'house.port', about: 'Of the house.', default: '1', configured: '1', value: '1', source: 'default', live: false },
  ])
  await settings.reset('key:1', 'house.colour')
  expect(settings.get('house.colour')).toMatchObject({ value: 'blue', source: 'file' })
})

it.each([
  ['house.colour', 'loud', 'BadRequest', 'house.colour must be a colour'],
  ['house.colour', 'x'.repeat(1025), 'BadRequest', 'at most 1024 characters'],
  ['house.port', '2', 'BadRequest', 'with a restart'],
  ['house.key', 'x', 'NotFound', 'no setting has this name'],
])('%s cannot become %s', async (key, value, name, reason) => {
  const { writers, settings } = await house()
  await expect(settings.change('key:1', key, value)).rejects.toMatchObject({ name, message: expect.stringContaining(reason) })
  expect(writers.records).toEqual([])
})

it('who changed it is on record, once, and it holds after a restart from a checkpoint', async () => {
  const { writers, settings } = await house()
  for (const _ of ['once', 'again']) await settings.change('key:1', 'house.colour', 'green')
  expect(writers.records.filter(({ type }) => type === 'audit')).toMatchObject([
    { actor: 'key:1', action: 'setting.change', subject: 'house.colour', detail: 'green' },
  ])
  await writers.journal.checkpoint(writers.state.snapshot())
  const restarted = settingsOf(await writers.restart())
  expect(restarted.get('house.colour')).toMatchObject({ value: 'green', source: 'changed' })
})

it('whoever follows hears of every change, and of one that could not be stored that it is undone', async () => {
  const { writers, settings } = await house()
  const heard: unknown[] = []
  writers.state.changedSettings.follow((key) => heard.push([key, writers.state.changedSettings.find(key)]))
  await settings.change('key:1', 'house.colour', 'green')
  writers.journal.fail()
  await expect(settings.change('key:1', 'house.colour', 'red')).rejects.toMatchObject({ name: 'StorageUnavailable' })
  expect(heard.at(-1)).toEqual(['house.colour', 'green'])
  expect(settings.get('house.colour').value).toBe('green')
})

it('a change of a setting that takes a restart by now holds no more', async () => {
  const { writers, settings } = await house()
  await settings.change('key:1', 'house.colour', 'green')
  const later = new ManageSettings({ ...portsOf(writers), configured: [{ ...colour, check: undefined }] })
  expect(later.get('house.colour')).toMatchObject({ value: 'blue', source: 'file', live: false })
})

async function house() {
  const writers = await Writers.open()
  return { writers, settings: settingsOf(writers) }
}

function portsOf({ journal, state }: Writers) {
  return { journal, stamps: state.stamps, changed: state.changedSettings }
}

function settingsOf(writers: Writers): ManageSettings {
  return new ManageSettings({ ...portsOf(writers), configured: [colour, port] })
}
