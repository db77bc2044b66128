/** What the server answers, as far as the pages show it. */

export interface User {
  readonly id: string
  readonly number: number
  readonly name: string
  readonly hasPassword: boolean
  readonly disabled: boolean
  readonly profile: { readonly nick: string; readonly email: string; readonly mobile: string; readonly department: string }
}

export interface Device {
  readonly id: string
  readonly type: string
  readonly name: string
  readonly appVersion: string
}

export interface UsersDevice {
  readonly device: Device
  readonly online: boolean
  readonly signedInAt: string
}

export interface Connection {
  readonly id: number
  readonly node: string
  readonly user: string
  readonly device: Device
  readonly address: string
  readonly door: string
  readonly protocolVersion: string
  readonly signedInAt: string
}

export interface Group {
  readonly id: string
  readonly name: string
  readonly description: string
  readonly owner: string
  readonly size: number
  readonly limit: number
  readonly joinPolicy: string
  readonly historyForNewMembers: string
  readonly muted: boolean
  readonly createdAt: string
}

export interface Member {
  readonly user: string
  readonly role: string
  readonly joinedAt: string
  readonly mutedUntil: string | null
}

export interface OwnConversation {
  readonly id: number
  readonly conversation: string
  readonly audience: string
  readonly unread: number
  readonly last: { readonly seq: number; readonly time: string } | null
  readonly changed: string
}

export interface Inspected {
  readonly id: number
  readonly audience: string
  readonly members: readonly { readonly user: string; readonly readSeq: number }[]
  readonly group: string | null
  readonly lastSeq: number
  readonly lastAt: string | null
  readonly contentsUntil: string | null
}

export interface Message {
  readonly seq: number
  readonly time: string
  readonly from: string
  readonly kind: string
  readonly body: string
  readonly state: string
}

export interface ApiKey {
  readonly id: string
  readonly name: string
  readonly scopes: readonly string[]
  readonly createdAt: string
  readonly expiresAt: string | null
}

export interface Setting {
  readonly key: string
  readonly about: string
  readonly value: string
  readonly source: string
  readonly default: string
  readonly configured: string
  readonly live: boolean
}

export interface Word {
  readonly word: string
  readonly action: string
}

export interface SignIn {
  readonly time: string
  readonly user: string
  readonly device: Device
  readonly address: string
  readonly door: string
  readonly result: string
}

export interface Audited {
  readonly time: string
  readonly actor: string
  readonly action: string
  readonly subject: string
  readonly detail: string
}

export interface LogLine {
  readonly number: number
  readonly time: string
  readonly level: string
  readonly message: string
  readonly fields: Readonly<Record<string, unknown>>
}

export interface Sample {
  readonly at: number
  readonly connections: Readonly<Record<string, number>>
  readonly sessions: number
  readonly messagesPerSecond: number
  readonly deliveriesPerSecond: number
  readonly requestsPerSecond: number
  readonly refusalsPerSecond: number
  readonly ackMs: { readonly p50: number; readonly p95: number; readonly p99: number } | null
  readonly cpu: number
  readonly memoryMiB: number
  readonly journalBytesPerSecond: number
  readonly projectorLagBytes: number
  readonly queuedBytes: number
  readonly overload: number
}

export interface Verdict {
  readonly good: boolean
  readonly at: string
  readonly items: readonly { readonly name: string; readonly good: boolean; readonly detail: string }[]
}
