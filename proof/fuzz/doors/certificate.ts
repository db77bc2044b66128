import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

const pathOf = (part: string) => fileURLToPath(new URL(`../../../tests/fixtures/tls/first.${part}.pem`, import.meta.url))

/** Of a server that speaks TLS at both doors. */
export const withCertificate = { MAGPIE_TLS_CERT: pathOf('cert'), MAGPIE_TLS_KEY: pathOf('key') }

export const certificate = readFileSync(pathOf('cert'))
