import { z } from 'zod'
import { deviceType, userId } from '../fields.ts'
import { command } from '../row.ts'

const secret = z.string().min(1).max(8192)

const device = z
  .strictObject({
    id: z.string().min(1).max(128).describe('Of this installation, always the same.'),
    type: deviceType,
    name: z.string().max(128).default(''),
    appVersion: z.string().max(128).default(''),
  })
  .describe('Signing in ends an earlier session of this device and, unless the settings say otherwise, those of other devices of its type.')

export const sessionCommands = {
  signIn: command('signIn', {
    about: 'The first frame: says who this is. Who is refused is told why and disconnected.',
    request: {
      user: userId,
      token: secret.exactOptional().describe('A token, or else:'),
      password: secret.exactOptional(),
      device,
    },
    reply: {
      user: userId,
      heartbeatSeconds: z
        .number()
        .describe('After two of these without a frame the server closes; `ping` when there is nothing else to say.'),
      extraData: z.string().describe('From whoever knows the users of this product; mostly empty.'),
    },
    errors: ['SignInIncomplete', 'WrongCredentials', 'SignInDenied', 'RefusedByProvider', 'AuthUndecided', 'TooManyAttempts', 'Overloaded'],
  }),
  signOut: command('signOut', { about: 'Ends the session; the server closes the connection.', request: {}, reply: {} }),
  ping: command('ping', {
    about: 'Says that the client is still there.',
    request: {},
    reply: { time: z.int().describe('The server’s, in milliseconds since 1970.') },
  }),
  issueToken: command('issueToken', {
    about: 'A token of one’s own to sign in with from now on, so that a page can stay signed in and keeps no password.',
    request: {},
    reply: { token: z.string(), expires: z.int().describe('In milliseconds since 1970.') },
  }),
  endDevices: command('endDevices', {
    about: 'Ends other devices of one’s own: one of a type, or all of it.',
    request: { device: deviceType, deviceId: z.string().min(1).max(128).exactOptional() },
    reply: {},
  }),
}
