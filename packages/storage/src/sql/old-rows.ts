/** Tables whose rows go when they are old. */
export const agingTables = ['priority_messages', 'sign_ins', 'devices'] as const
export type AgingTable = (typeof agingTables)[number]

/** Rows that one transaction removes of a table, give or take those of one stamp. */
const step = 500

/** Up to where the next may go of those that are older than asked; none: all of them. */
export const oldRowSql = (table: AgingTable) => `SELECT stamp FROM ${table} WHERE stamp < ? ORDER BY stamp LIMIT 1 OFFSET ${step - 1}`

export const pruneSql = (table: AgingTable) => `DELETE FROM ${table} WHERE stamp <= ?`
