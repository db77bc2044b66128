/** What a user tells of himself. Every field may be empty. */
export interface Profile {
  /** The name others see. */
  readonly nick: string
  readonly realName: string
  /** The short ASCII name that directories sort by, such as pinyin. */
  readonly domain: string
  readonly avatar: string
  readonly gender: Gender
  /** Any 64-bit integer; by custom milliseconds since 1970. */
  readonly birthday: bigint
  readonly region: string
  readonly mobile: string
  readonly telephone: string
  readonly email: string
  readonly department: string
  /** What he writes under his name. */
  readonly signature: string
  /** What he is doing, in his own words. */
  readonly status: string
  /** For the product; nobody here looks into it. */
  readonly extra: string
}

export const genders = ['unknown', 'female', 'male', 'other'] as const
export type Gender = (typeof genders)[number]

export const emptyProfile: Profile = {
  nick: '',
  realName: '',
  domain: '',
  avatar: '',
  gender: 'unknown',
  birthday: 0n,
  region: '',
  mobile: '',
  telephone: '',
  email: '',
  department: '',
  signature: '',
  status: '',
  extra: '',
}
