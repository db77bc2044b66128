import { ImError, type Journal, type Stamps } from '@magpie-im/model'
import { commit } from '../commit.ts'
import { auditOf } from '../rights/audit.ts'
import type { ChangedSettings } from './changed-settings.ts'

export const settingSources = ['default', 'file', 'environment', 'flag', 'changed'] as const
/** Where a value comes from; `changed`: while the server runs. */
export type SettingSource = (typeof settingSources)[number]

/** A setting as the server was started with it. Values are as a configuration file writes them. */
export interface ConfiguredSetting {
  readonly key: string
  readonly about: string
  readonly default: string
  readonly value: string
  readonly source: Exclude<SettingSource, 'changed'>
  /** Throws with the reason when a text is no value of it. Undefined: changing it takes a restart. */
  readonly check: ((text: string) => unknown) | undefined
}

export interface SettingNow extends Omit<ConfiguredSetting, 'source' | 'check'> {
  readonly source: SettingSource
  /** Without a change. */
  readonly configured: string
  /** Whether it can be changed without a restart. */
  readonly live: boolean
}

interface ManageSettingsPorts {
  readonly journal: Journal
  readonly stamps: Stamps
  readonly changed: ChangedSettings
  readonly configured: readonly ConfiguredSetting[]
}

const longestValue = 1024

/** What the operator changes while the server runs. A change holds at once, and after a restart. */
export class ManageSettings {
  readonly #ports: ManageSettingsPorts

  constructor(ports: ManageSettingsPorts) {
    this.#ports = ports
  }

  list(): readonly SettingNow[] {
    return this.#ports.configured.map((setting) => this.#now(setting))
  }

  get(key: string): SettingNow {
    return this.#now(this.#configured(key))
  }

  /** Resolves when it is durable, and who did it with it. */
  async change(actor: string, key: string, value: string): Promise<void> {
    check(this.#configured(key), value)
    await this.#set(actor, key, value)
  }

  /** It is as the configuration says again. */
  async reset(actor: string, key: string): Promise<void> {
    this.#configured(key)
    await this.#set(actor, key, undefined)
  }

  async #set(actor: string, key: string, value: string | undefined): Promise<void> {
    const { journal, stamps, changed } = this.#ports
    if (changed.find(key) === value) return commit(journal, [])
    const deed = { actor, action: 'setting.change', subject: key, detail: value ?? 'as configured' }
    await commit(journal, [changed.change(key, value), auditOf(stamps, deed)])
  }

  #configured(key: string): ConfiguredSetting {
    const setting = this.#ports.configured.find((each) => each.key === key)
    if (setting === undefined) throw new ImError('NotFound', { detail: 'no setting has this name' })
    return setting
  }

  #now({ source, check, ...setting }: ConfiguredSetting): SettingNow {
    const value = check && this.#ports.changed.find(setting.key)
    const present = value === undefined ? { source } : { value, source: 'changed' as const }
    return { ...setting, configured: setting.value, live: check !== undefined, ...present }
  }
}

function check({ key, check }: ConfiguredSetting, value: string): void {
  if (check === undefined) throw new ImError('BadRequest', { detail: `${key} is changed in the configuration, with a restart` })
  if (value.length > longestValue) throw new ImError('BadRequest', { detail: `a value has at most ${longestValue} characters` })
  try {
    check(value)
  } catch (cause) {
    throw new ImError('BadRequest', { detail: `${key} ${(cause as Error).message}`, cause }) // as: rows throw nothing else
  }
}
