import { Stamps } from '@magpie-im/model'
import { ChangedSettings } from '@magpie-im/services'
import { expect, it, vi } from 'vitest'
import { systemClock } from '../system-clock.ts'
import { configuredSettings } from './configured-settings.ts'
import { keyNames, liveKeys } from './keys.ts'
import { LiveConfig } from './live-config.ts'
import { readConfig } from './read.ts'

const flags = { 'chat.policy': 'anyone', 'http.port': '0' }

it('a live key has the present value, and every other the one the server was started with', () => {
  const { live, changed, onChange } = house()
  changed.change('chat.policy', 'friends').apply()
  changed.change('messages.revokeSeconds', '7').apply()
  expect(live.now).toMatchObject({ 'chat.policy': 'friends', 'messages.revokeSeconds': 7, 'http.port': 0 })
  expect(onChange).toHaveBeenCalledTimes(3)
  changed.change('chat.policy', undefined).apply()
  expect(live.now['chat.policy']).toBe('anyone')
})

it('what was changed before the start holds from the start', () => {
  const { live } = house({ 'chat.policy': 'friends' })
  expect(live.now['chat.policy']).toBe('friends')
})

it('what an earlier version could set and this one cannot does not hold, and is logged', () => {
  const { live, warn } = house({ 'chat.policy': 'nobody', 'http.port': '1', 'house.colour': 'red' })
  expect(live.now).toMatchObject({ 'chat.policy': 'anyone', 'http.port': 0 })
  expect(warn.mock.calls.map(([, { key }]) => key)).toEqual(['chat.policy', 'http.port', 'house.colour'])
})

it('the operator is shown every setting, and can change those that are live', () => {
  const shown = configuredSettings(readConfig({ flags, env: {}, file: undefined }), new Map([['chat.policy', 'flag']]))
  expect(shown.map(({ key }) => key)).toEqual(keyNames)
  expect(shown.filter(({ check }) => check !== undefined).map(({ key }) => key)).toEqual(expect.arrayContaining([...liveKeys]))
  expect(shown.find(({ key }) => key === 'chat.policy')).toMatchObject({ value: 'anyone', default: 'friends', source: 'flag' })
  expect(shown.find(({ key }) => key === 'log.level')).toMatchObject({ value: 'info', source: 'default' })
})

function house(before: Readonly<Record<string, string>> = {}) {
  const warn = vi.fn()
  const log = { debug: vi.fn(), info: vi.fn(), warn, error: vi.fn() }
  const changed = new ChangedSettings(new Stamps(systemClock))
  for (const [key, value] of Object.entries(before)) changed.restore({ type: 'setting', stamp: 1, key, value })
  const live = new LiveConfig(readConfig({ flags, env: {}, file: undefined }), log)
  const onChange = vi.fn()
  live.follow(changed, onChange)
  return { live, changed, onChange, warn }
}
