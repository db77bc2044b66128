import { once } from 'node:events'
import { existsSync, mkdirSync, statSync, writeFileSync } from 'node:fs'
import { connect } from 'node:net'
import { join } from 'node:path'
import { ImError, type Log } from '@magpie-im/model'
import { expect, it, onTestFinished, vi } from 'vitest'
import { StartError } from '../start-error.ts'
import { temporaryFolder } from '../testing/temporary-folder.fixture.ts'
import { ControlPath, type ControlRequest } from './channel.ts'
import { callServer } from './client.ts'
import { type ControlCommands, ControlServer } from './server.ts'

const silent: Log = { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined }
const echo: ControlCommands = { echo: (args) => args, nothing: () => undefined }

it('a command runs in the server and its result comes back', async () => {
  const folder = await served(echo)
  expect(await callServer(folder, { command: 'echo', arguments: { a: 'ü\n"' } })).toEqual({ a: 'ü\n"' })
  expect(await callServer(folder, { command: 'nothing', arguments: {} })).toBeNull()
})

it('the folder may have a path longer than a socket’s may be', async () => {
  const long = join(temporaryFolder(), 'x'.repeat(100), 'y'.repeat(100))
  mkdirSync(long, { recursive: true })
  await served(echo, { folder: long })
  expect(await callServer(long, { command: 'echo', arguments: { a: 'b' } })).toEqual({ a: 'b' })
})

it('only the owner may use it', async () => {
  const folder = await served(echo)
  expect(statSync(join(folder, 'control.sock')).mode & 0o777).toBe(0o600)
})

it('many commands at once are all answered', async () => {
  const folder = await served(echo)
  const numbers = Array.from({ length: 20 }, (_, i) => `${i}`)
  const replies = await Promise.all(numbers.map((n) => callServer(folder, { command: 'echo', arguments: { n } })))
  expect(replies).toEqual(numbers.map((n) => ({ n })))
})

it('a refusal comes back as one sentence', async () => {
  const refuse = () => {
    throw new ImError('UserNotFound')
  }
  const folder = await served({ refuse })
  const call = (command: string) => callServer(folder, { command, arguments: {} })
  await expect(call('refuse')).rejects.toThrow(new StartError('there is no such user'))
  await expect(call('unheard of')).rejects.toThrow('this server does not know the command unheard of')
  await expect(call('constructor')).rejects.toThrow('this server does not know the command constructor')
})

it('a command that goes away before its answer does the server no harm', async () => {
  const [asked, answered] = [Promise.withResolvers<void>(), Promise.withResolvers<string>()]
  const slow = () => {
    asked.resolve()
    return answered.promise
  }
  const folder = await served({ ...echo, slow })
  const path = new ControlPath(folder)
  const socket = connect(path.short, () => socket.write('{"command":"slow","arguments":{}}\n'))
  await asked.promise
  await new Promise((resolve) => socket.once('close', resolve).destroy())
  answered.resolve('nobody hears it')
  path.close()

  expect(await callServer(folder, { command: 'echo', arguments: { a: 'b' } })).toEqual({ a: 'b' })
})

it('a line that is no command is told so, and is nobody’s bug', async () => {
  const error = vi.fn()
  const folder = await served(echo, { log: { ...silent, error } })
  for (const wrong of [null, [], 'echo', { command: 'echo' }, { command: 1, arguments: {} }, { command: 'echo', arguments: { a: 1 } }]) {
    const request = wrong as unknown as ControlRequest // as: that it is none is the point
    await expect(callServer(folder, request), JSON.stringify(wrong)).rejects.toThrow('this is no command')
  }
  expect(error).not.toHaveBeenCalled()
})

it('a line without end is refused in words, and not kept', async () => {
  const folder = await served(echo)
  const path = new ControlPath(folder)
  const socket = connect(path.short).setEncoding('utf8')
  socket.on('error', () => undefined)
  const heard = once(socket, 'data')
  for (let kib = 0; kib <= 1_024; kib += 64) socket.write('x'.repeat(65_536))
  expect((await heard)[0]).toBe('{"error":"a command has at most 1 MiB"}\n')
  socket.end()
  await once(socket, 'close')
  path.close()
})

it('a command may come in any pieces, and be long', async () => {
  const folder = await served(echo)
  const a = 'ü'.repeat(500_000)
  expect(await callServer(folder, { command: 'echo', arguments: { a } })).toEqual({ a })
})

it('a bug is logged in the server, and its command told no more than that', async () => {
  const error = vi.fn()
  const fail = async () => {
    throw new Error('the password is 1234')
  }
  const folder = await served({ fail }, { log: { ...silent, error } })
  await expect(callServer(folder, { command: 'fail', arguments: {} })).rejects.toThrow('the server failed to do it; its log says why')
  expect(error).toHaveBeenCalledOnce()
})

it('what a killed server left behind does not keep the next one from listening', async () => {
  const folder = temporaryFolder()
  writeFileSync(join(folder, 'control.sock'), '')
  await served(echo, { folder })
  expect(await callServer(folder, { command: 'nothing', arguments: {} })).toBeNull()
})

it('a server that does not answer, or has gone, is said to', async () => {
  const folder = temporaryFolder()
  await expect(callServer(folder, { command: 'echo', arguments: {} })).rejects.toThrow(
    'the data folder is in use, but its server does not answer',
  )

  const server = await ControlServer.open({ folder, commands: echo, log: silent })
  server.close()
  expect(existsSync(join(folder, 'control.sock'))).toBe(false)
  await expect(callServer(folder, { command: 'echo', arguments: {} })).rejects.toThrow(StartError)
})

async function served(commands: ControlCommands, { folder = temporaryFolder(), log = silent } = {}): Promise<string> {
  const server = await ControlServer.open({ folder, commands, log })
  onTestFinished(() => server.close())
  return folder
}
