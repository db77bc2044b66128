import type { ConfiguredSetting } from '@magpie-im/services'
import { type Config, keyNames, keys, liveKeys } from './keys.ts'
import type { ConfigOrigins } from './read.ts'

/** The settings as the server was started with them. None of them is a secret: those are in files of their own. */
export function configuredSettings(config: Config, origins: ConfigOrigins): ConfiguredSetting[] {
  const live = new Set<string>(liveKeys)
  return keyNames.map((key) => ({
    key,
    about: keys[key].about,
    default: String(keys[key].default),
    value: String(config[key]),
    source: origins.get(key) ?? 'default',
    check: live.has(key) ? keys[key].parse : undefined,
  }))
}
