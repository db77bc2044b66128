import { readFileSync } from 'node:fs'
import type { AuthProvider, Clock } from '@magpie-im/model'
import { HttpAuthProvider, type OutsideService } from '@magpie-im/outside'
import { parsePublicKey, Tokens } from '@magpie-im/services'
import type { Config } from './config/keys.ts'
import { StartError } from './start-error.ts'

/** Signs and verifies tokens with the data folder's secret, and verifies those of the issuer that the configuration trusts. */
export function openTokens(config: Config, secret: Uint8Array): Tokens {
  const file = config['auth.publicKeyFile']
  if (file === '') return new Tokens(secret)
  const text = (value: string) => (value === '' ? undefined : value)
  return new Tokens(secret, { ...readKey(file), issuer: text(config['auth.issuer']), audience: text(config['auth.audience']) })
}

interface ProviderOptions {
  readonly config: Config
  readonly services: ReadonlyMap<string, OutsideService>
  readonly clock: Clock
  readonly builtin: AuthProvider
}

/** Who knows the users, as the configuration says. */
export function openProvider({ config, services, clock, builtin }: ProviderOptions): AuthProvider {
  if (config['auth.provider'] === 'builtin') return builtin
  const name = config['auth.service']
  const service = services.get(name)
  if (service === undefined)
    throw new StartError(`auth.service names a service that is not among services of the configuration file: ${name}`)
  return new HttpAuthProvider({ service, clock, acceptedMs: config['auth.cacheSeconds'] * 1000 })
}

function readKey(file: string): ReturnType<typeof parsePublicKey> {
  try {
    return parsePublicKey(readFileSync(file, 'utf8'))
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException // as: a system error, or the reason why it is no such key
    throw new StartError(`auth.publicKeyFile ${file} ${code === undefined ? message : `cannot be read: ${code}`}`)
  }
}
