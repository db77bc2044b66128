export const conversationAttributesSql = {
  put: 'REPLACE INTO conversation_attributes (user_id, conversation, name, value) VALUES (?, ?, ?, ?)',
  of: 'SELECT name, value FROM conversation_attributes WHERE user_id = ? AND conversation = ?',
} as const

export interface AttributeRow {
  readonly name: string
  readonly value: string
}
