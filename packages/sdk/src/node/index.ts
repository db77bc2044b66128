export { omtpTransport } from './omtp-transport.ts'
export { type SqliteStore, sqliteStore } from './sqlite-store.ts'
