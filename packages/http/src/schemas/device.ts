import { deviceTypes } from '@magpie-im/model'
import { z } from 'zod'

export const deviceType = z.enum(deviceTypes)

export const deviceSchema = z
  .object({
    id: z.string().describe('As the client chose it.'),
    type: deviceType,
    name: z.string(),
    appVersion: z.string(),
  })
  .meta({ id: 'Device' })
