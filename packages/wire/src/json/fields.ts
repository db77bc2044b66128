import { z } from 'zod'

export const userId = z.string().min(1).max(64).describe('A user: 1 to 64 bytes of UTF-8 without control characters.')
export const groupId = z.string().min(1).max(64).describe('A group.')

export const conversation = z.string().max(72).describe('As its member knows it: `user:<id>`, `group:<id>` or `notice:<application>`.')
/** Of an event, a list or a request that is about a conversation of others. */
export const of = userId.exactOptional().describe('Whose conversation it is, where it is not your own.')

export const seq = z
  .int()
  .min(0)
  .describe('1, 2, 3 … in the conversation, without a hole; after a restore from a backup it goes on from a higher number.')
export const stamp = z.int().min(0).describe('Microseconds since 1970, always rising.')
export const readMark = z.strictObject({ seq, stamp }).describe('Everything up to this message is read; 0: nothing.')

export const receipt = {
  delivered: z.strictObject({ seq, stamp }).exactOptional().describe('Everything up to this message has arrived at a client.'),
  read: z.strictObject({ seq, stamp }).exactOptional().describe('Everything up to this message is read.'),
}

export const limit = z.int().min(1).max(200).default(50).describe('How many at most.')
export const more = z.boolean().describe('Whether there are more.')

export const remark = z.string().max(1024)
export const attribute = { name: z.string().min(1).max(64), value: z.string().min(1).max(1024) }
export const attributes = z.record(z.string(), z.string()).describe('Name → value, such as pinned, muted: whatever the clients know.')

export const deviceType = z.enum(['ios', 'android', 'macos', 'windows', 'linux', 'web'])

export const deviceStatus = z.enum(['online', 'away'])
export const presence = {
  status: z.enum(['online', 'away', 'offline']).describe('The best of his devices; offline also when you may not know.'),
  devices: z.array(z.strictObject({ type: deviceType, status: deviceStatus })).describe('One of each type.'),
  lastSeen: z
    .int()
    .exactOptional()
    .describe('When he was last here, in milliseconds since 1970. Left out: he is, or it is not known since the server started.'),
}
