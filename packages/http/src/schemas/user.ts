import { genders, type Profile, type User } from '@magpie-im/model'
import { z } from 'zod'
import { userId } from './common.ts'

const fields = {
  nick: z.string().describe('The name others see.'),
  realName: z.string(),
  domain: z.string().describe('The short ASCII name that directories sort by.'),
  avatar: z.string(),
  gender: z.enum(genders),
  birthday: z
    .string()
    .regex(/^-?\d{1,19}$/)
    .describe('A 64-bit integer; by custom milliseconds since 1970.'),
  region: z.string(),
  mobile: z.string(),
  telephone: z.string(),
  email: z.string(),
  department: z.string(),
  signature: z.string().describe('What he writes under his name.'),
  status: z.string().describe('What he is doing, in his own words.'),
  extra: z.string().describe('For the product; nobody here looks into it.'),
} as const

export const profileSchema = z.object(fields).meta({ id: 'Profile' })
type Changes = { [K in keyof typeof fields]: z.ZodExactOptional<(typeof fields)[K]> }
const changes = Object.fromEntries(Object.entries(fields).map(([name, field]) => [name, field.exactOptional()]))
export const profileChange = z.strictObject(changes as Changes).describe('Fields that are not named stay.') // as: entries forget which name has which field

export const userSchema = z
  .object({
    id: userId,
    number: z.int().describe('Given once, for clients whose protocol needs one.'),
    name: z.string(),
    hasPassword: z.boolean().describe('Without one he signs in by token only.'),
    disabled: z.boolean(),
    profile: profileSchema,
  })
  .meta({ id: 'User' })

export function showProfile(profile: Profile): z.input<typeof profileSchema> {
  return { ...profile, birthday: String(profile.birthday) }
}

export function showUser({ id, number, name, passwordHash, disabled }: User, profile: Profile): z.input<typeof userSchema> {
  return { id, number, name, hasPassword: passwordHash !== '', disabled, profile: showProfile(profile) }
}
