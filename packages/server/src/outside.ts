import { readFileSync } from 'node:fs'
import type { Clock, CustomService, Log } from '@magpie-im/model'
import { customService, OutsideService, type OutsideServicePorts } from '@magpie-im/outside'
import type { Config } from './config/keys.ts'
import type { ServiceSettings } from './config/outside.ts'
import { isLoopback } from './loopback.ts'
import { StartError } from './start-error.ts'

const shortestSecret = 32

interface OutsidePorts {
  readonly config: Config
  readonly clock: Clock
  readonly log: Log
  readonly observe: OutsideServicePorts['observe']
}

/** The services of others that the configuration names. Throws `StartError` for one that must not be used like that. */
export function outsideServices({ config, ...ports }: OutsidePorts): ReadonlyMap<string, OutsideService> {
  return new Map([...config.services].map(([name, settings]) => [name, open(name, settings, { ...ports, insecure: config.insecure })]))
}

/** Who answers which packet type. */
export function customServices({ routes }: Config, services: ReadonlyMap<string, OutsideService>): ReadonlyMap<number, CustomService> {
  const custom = new Map<number, CustomService>()
  for (const { from, to, service: name } of routes) {
    const service = services.get(name)
    if (service === undefined) throw new StartError(`there is no service ${name}`)
    for (let type = from; type <= to; type++) custom.set(type, customService(service))
  }
  return custom
}

function open(
  name: string,
  settings: ServiceSettings,
  { insecure, ...ports }: OutsideServicePorts & { insecure: boolean },
): OutsideService {
  const { secretFile, ...options } = settings
  const exposed = options.addresses.find(({ url }) => !isPrivate(new URL(url)))
  if (exposed !== undefined && !insecure) {
    throw new StartError(
      `services.${name} is reached without TLS at ${exposed.url}: use https, or an address of this machine, or set insecure to true`,
    )
  }
  return new OutsideService({ ...options, name, secret: secretFile === '' ? undefined : readSecret(name, secretFile) }, ports)
}

/** Whether nobody on the way can read along. */
export function isPrivate({ protocol, hostname }: URL): boolean {
  return protocol === 'https:' || isLoopback(hostname.replace(/^\[(.*)\]$/, '$1'))
}

function readSecret(name: string, file: string): Uint8Array {
  const secret = Buffer.from(read(name, file).trim())
  if (secret.length < shortestSecret) throw new StartError(`services.${name}.secretFile ${file} has fewer than ${shortestSecret} bytes`)
  return secret
}

function read(name: string, file: string): string {
  try {
    return readFileSync(file, 'utf8')
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException // as: reading fails with system errors only
    throw new StartError(`cannot read services.${name}.secretFile ${file}: ${code}`)
  }
}
