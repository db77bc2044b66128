const corrupt = 11
const notADatabase = 26

/** Whether SQLite says that the file itself is wrong, rather than the disk, the rights or the statement. */
export function isDamage(error: unknown): boolean {
  if (!(error instanceof Error) || !('errcode' in error)) return false
  const primary = Number(error.errcode) & 0xff
  return primary === corrupt || primary === notADatabase
}
