import { ask, begin } from './ask.ts'

export const roles = ['viewer', 'operator', 'admin'] as const
export type Role = (typeof roles)[number]

export interface Session {
  readonly user: string
  readonly role: Role
  readonly csrfToken: string
}

interface Answer {
  readonly session: Session | null
}

const path = '/api/session'

export async function findSession(): Promise<Session | null> {
  return (await ask<Answer>('GET', path)).session
}

/** `secret`: his password, or a token. */
export async function signIn(user: string, secret: string): Promise<Session | null> {
  return (await ask<Answer>('POST', path, { user, secret })).session
}

export async function signOut(): Promise<void> {
  await ask('DELETE', path)
  begin('', () => undefined)
}

export function isAtLeast(role: Role, needed: Role): boolean {
  return roles.indexOf(role) >= roles.indexOf(needed)
}
