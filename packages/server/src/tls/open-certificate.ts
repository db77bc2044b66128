import type { Clock, Log } from '@magpie-im/model'
import type { Config } from '../config/keys.ts'
import { StartError } from '../start-error.ts'
import { RenewedCertificate } from './renewed-certificate.ts'

/** Undefined: no TLS. */
export function openCertificate(config: Config, surroundings: { clock: Clock; log: Log }): RenewedCertificate | undefined {
  const { 'tls.cert': cert, 'tls.key': key } = config
  if (cert === '' && key === '') return undefined
  if (cert === '' || key === '')
    throw new StartError(`tls.cert and tls.key belong together: ${cert === '' ? 'tls.cert' : 'tls.key'} is missing`)
  return new RenewedCertificate({ cert, key }, surroundings)
}
