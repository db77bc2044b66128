import { identityOf, readSecrets } from '@magpie-im/server'
import type { Command } from '../command.ts'
import { dataOf, dataOption } from '../data-option.ts'

export const identity: Command = {
  name: 'identity',
  about: 'Prints the public key by which clients that encrypt know this server (Ed25519, base64).',
  usage: '[--data DIR]',
  options: dataOption,
  async run(values) {
    process.stdout.write(`${identityOf(readSecrets(dataOf(values))).publicKey}\n`)
    return 0
  },
}
