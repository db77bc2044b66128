import { readFileSync } from 'node:fs'
import { parseUserId } from '@magpie-im/model'
import { systemClock as clock, environment, keys, readConfig, StartError } from '@magpie-im/server'
import type { TlsTrust } from '../chat/connection.ts'
import { findToken } from '../chat/credential.ts'
import { runChat } from '../chat/run.ts'
import { type Command, neededText, textOf, type Values } from '../command.ts'
import { dataOption } from '../data-option.ts'

export const chat: Command = {
  name: 'chat',
  about: 'Chats in this terminal, or from a script: a line is a message, /help lists commands.',
  usage: '--user U [--to V] [--host H] [--port P] [--tls] [--ca FILE] [--token T] [--data DIR]',
  options: {
    user: {
      type: 'string',
      value: 'U',
      about: 'who you are; a second terminal of yours signs the first one out, unless devices.policy is many',
    },
    to: { type: 'string', value: 'V', about: 'whom to write to; without it your conversations are listed, and /to V chooses' },
    host: {
      type: 'string',
      value: 'H',
      about: `where the server listens for OMTP (${keys['omtp.host'].env}; default ${keys['omtp.host'].default})`,
    },
    port: { type: 'string', value: 'P', about: `its port (${keys['omtp.port'].env}; default ${keys['omtp.port'].default})` },
    tls: { type: 'boolean', about: 'connect over TLS (implied by --ca)' },
    ca: { type: 'string', value: 'FILE', about: 'the certificate (PEM) to believe, for --tls with one that is not generally known' },
    token: {
      type: 'string',
      value: 'T',
      about: 'token or password (MAGPIE_TOKEN); without it the secret in the data folder makes a token',
    },
    ...dataOption,
  },
  async run(values) {
    const user = parseUserId(neededText(values, 'user', 'chat'))
    const peer = textOf(values, 'to')
    const config = readConfig({ flags: flagsOf(values), env: environment, file: undefined })
    const token = await findToken(user, { flag: textOf(values, 'token'), env: environment['MAGPIE_TOKEN'], data: config.data, clock })
    const address = { host: config['omtp.host'], port: config['omtp.port'], tls: trustOf(values) }
    const settings = { address, user, token, to: peer === undefined ? undefined : parseUserId(peer) }
    return runChat(settings, { input: process.stdin, output: process.stdout, clock, chance: Math.random })
  },
}

/** Undefined: without TLS. Throws `StartError` for a file that cannot be read. */
function trustOf(values: Values): TlsTrust | undefined {
  const file = textOf(values, 'ca')
  if (file === undefined) return values['tls'] === true ? { ca: undefined } : undefined
  try {
    return { ca: readFileSync(file, 'utf8') }
  } catch (error) {
    throw new StartError(`cannot read --ca: ${(error as Error).message}`) // as: file functions throw errors only
  }
}

function flagsOf(values: Values): Record<string, string> {
  const given = [
    ['data', textOf(values, 'data')],
    ['omtp.host', textOf(values, 'host')],
    ['omtp.port', textOf(values, 'port')],
  ] as const
  return Object.fromEntries(given.filter((entry): entry is [(typeof entry)[0], string] => entry[1] !== undefined))
}
