import { type ManageSettings, settingSources } from '@magpie-im/services'
import { z } from 'zod'
import { operation } from '../operation.ts'

export interface SettingsPorts {
  readonly settings: ManageSettings
}

const tag = 'settings'
const path = '/api/v1/settings/{key}'
const params = z.object({ key: z.string().min(1).max(64).describe('Such as `log.level`.') })
const value = z.string().max(1024).describe('As a configuration file writes it.')

const settingSchema = z
  .object({
    key: z.string(),
    about: z.string(),
    value: value.describe('That holds now.'),
    source: z.enum(settingSources).describe('Where the value comes from; `changed`: while the server runs.'),
    default: value,
    configured: value.describe('What a reset goes back to.'),
    live: z.boolean().describe('Whether it can be changed without a restart.'),
  })
  .meta({ id: 'Setting' })

const listSettings = operation({
  id: 'listSettings',
  method: 'GET',
  path: '/api/v1/settings',
  tag,
  summary: 'Lists all settings of the server with value, default and source.',
  description: 'Secrets are not among them.',
  scope: 'admin',
  console: 'viewer',
  response: z.object({ items: z.array(settingSchema) }),
  handle: (_, { settings }: SettingsPorts) => ({ items: [...settings.list()] }),
})

const getSetting = operation({
  id: 'getSetting',
  method: 'GET',
  path,
  tag,
  summary: 'Shows a setting.',
  scope: 'admin',
  console: 'viewer',
  errors: ['NotFound'],
  params,
  response: settingSchema,
  handle: ({ params: { key } }, { settings }: SettingsPorts) => settings.get(key),
})

const changeSetting = operation({
  id: 'changeSetting',
  method: 'PUT',
  path,
  tag,
  summary: 'Changes a setting that can be changed while the server runs: at once, and after a restart too.',
  scope: 'admin',
  console: 'admin',
  auditedByUseCase: true,
  errors: ['NotFound'],
  params,
  body: z.strictObject({ value }),
  response: settingSchema,
  handle: async ({ params, body: { value }, actor }, { settings }: SettingsPorts) => {
    await settings.change(actor, params.key, value)
    return settings.get(params.key)
  },
})

const resetSetting = operation({
  id: 'resetSetting',
  method: 'DELETE',
  path,
  tag,
  summary: 'Lets a setting be as the configuration says again.',
  scope: 'admin',
  console: 'admin',
  auditedByUseCase: true,
  errors: ['NotFound'],
  params,
  handle: ({ params, actor }, { settings }: SettingsPorts) => settings.reset(actor, params.key),
})

export const settingsOperations = [listSettings, getSetting, changeSetting, resetSetting]
