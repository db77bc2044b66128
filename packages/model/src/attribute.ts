/** Something a user keeps about a friend or a conversation, by a name of his client's choice. */
export interface Attribute {
  readonly name: string
  readonly value: string
}

export type Attributes = ReadonlyMap<string, string>

export const noAttributes: Attributes = new Map()
