import { JsonConnection } from './json/connection.ts'
import { JsonPerson } from './json/person.ts'
import { OmtpPerson } from './omtp/person.ts'
import type { Person } from './person.ts'
import type { Server } from './process.ts'

export type Door = 'omtp' | 'json'

/** For what has to hold whatever door people come through: both of one, and one of each. */
export const everyMix: readonly (readonly [Door, Door])[] = [
  ['omtp', 'omtp'],
  ['json', 'json'],
  ['omtp', 'json'],
  ['json', 'omtp'],
]

export const everyDoor: readonly Door[] = ['omtp', 'json']

interface Device {
  /** Other types live side by side. */
  readonly type?: 'linux' | 'android' | 'ios'
  readonly device?: string
  /** Whether he asks for his list at once, as clients do. */
  readonly list?: boolean
}

const omtpTypes = { ios: 1, android: 2, linux: 5 } as const

/** Signs in through a door. */
export async function enter(server: Server, door: Door, user: string, device: Device = {}): Promise<Person> {
  const { list = true } = device
  if (door === 'json') return enterByJson(server, user, device)
  const person = await byOmtp(server, user, device)
  if (list) await person.list()
  return person
}

/** The same, for what only the JSON door has. */
export async function enterByJson(server: Server, user: string, device: Device = {}): Promise<JsonPerson> {
  const person = await byJson(server, user, device)
  if (device.list !== false) await person.list()
  return person
}

async function byOmtp(server: Server, user: string, { type = 'linux', device }: Device): Promise<Person> {
  const names = { deviceType: omtpTypes[type], ...(device !== undefined && { deviceId: device }) }
  return new OmtpPerson(await server.signIn(user, { ...names, sync: false }))
}

async function byJson(server: Server, user: string, { type = 'linux', device = `device-${user}-${type}` }: Device): Promise<JsonPerson> {
  const connection = await JsonConnection.open(server)
  await connection.ask('signIn', { user, token: server.token(user), device: { id: device, type } })
  return new JsonPerson(user, connection)
}

/** Two people who are friends, with nothing told that they have not heard yet. */
export async function friends(server: Server, doors: readonly [Door, Door], names: readonly [string, string]): Promise<[Person, Person]> {
  const [one, other] = [await enter(server, doors[0], names[0]), await enter(server, doors[1], names[1])]
  await one.addFriend(other.user)
  await other.expectNews('friends')
  return [one, other]
}
