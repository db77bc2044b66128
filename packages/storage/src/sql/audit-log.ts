export const auditLogSql = {
  put: 'REPLACE INTO audit_log (stamp, actor, action, subject, detail) VALUES (?, ?, ?, ?, ?)',
  list: 'SELECT stamp, actor, action, subject, detail FROM audit_log WHERE stamp < ? ORDER BY stamp DESC LIMIT ?',
} as const
