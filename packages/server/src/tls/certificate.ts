import { X509Certificate } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { createSecureContext, type SecureContext, type SecureContextOptions } from 'node:tls'
import { StartError } from '../start-error.ts'

/** Where a certificate chain and its private key lie. */
export interface PairOfFiles {
  readonly cert: string
  readonly key: string
}

/** A certificate chain with its private key, ready to be served. */
export interface Certificate {
  readonly options: SecureContextOptions
  readonly context: SecureContext
  readonly validTo: Date
}

/** Throws `StartError` when the files cannot be read or are no pair. */
export function readCertificate({ cert, key }: PairOfFiles): Certificate {
  const options = { cert: read('tls.cert', cert), key: read('tls.key', key), minVersion: 'TLSv1.2' } as const
  try {
    return { options, context: createSecureContext(options), validTo: new Date(new X509Certificate(options.cert).validTo) }
  } catch (error) {
    const [reason] = (error as Error).message.split('\n') // as: both calls throw errors only
    throw new StartError(`${cert} (tls.cert) and ${key} (tls.key) are no certificate with its private key: ${reason}`)
  }
}

function read(setting: string, file: string): Buffer {
  try {
    return readFileSync(file)
  } catch (error) {
    throw new StartError(`cannot read ${setting}: ${(error as Error).message}`) // as: file functions throw errors only
  }
}
