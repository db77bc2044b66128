import { type Device, deviceTypes } from '@magpie-im/model'
import { z } from 'zod'

export const deviceSchema = z
  .object({ id: z.string(), type: z.enum(deviceTypes), name: z.string(), appVersion: z.string() })
  .meta({ id: 'Device' })

export function showDevice({ id, type, name, appVersion }: Device): z.input<typeof deviceSchema> {
  return { id, type, name, appVersion }
}
