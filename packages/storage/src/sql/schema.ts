/** Another version on disk: the read model is rebuilt. */
export const schemaVersion = 10

/** The tables, as statements to run in order; `messagesIndex` comes behind them. `table` ends each of them: how an engine clusters rows and compares text. */
export function createTables(table: string): readonly string[] {
  return [
    `CREATE TABLE meta (
      name VARCHAR(16) NOT NULL PRIMARY KEY,
      value VARCHAR(64) NOT NULL
    )${table}`,
    `CREATE TABLE users (
      id VARCHAR(64) NOT NULL PRIMARY KEY,
      number BIGINT NOT NULL,
      name TEXT NOT NULL,
      disabled SMALLINT NOT NULL,
      demo SMALLINT NOT NULL
    )${table}`,
    `CREATE TABLE conversations (
      id BIGINT NOT NULL PRIMARY KEY,
      first_member VARCHAR(64) NOT NULL,
      second_member VARCHAR(64) NOT NULL
    )${table}`,
    `CREATE TABLE members (
      user_id VARCHAR(64) NOT NULL,
      conversation BIGINT NOT NULL,
      audience VARCHAR(8) NOT NULL,
      peer VARCHAR(64) NOT NULL,
      stamp BIGINT NOT NULL,
      read_seq BIGINT NOT NULL,
      read_seq_id BIGINT NOT NULL,
      removed_seq BIGINT NOT NULL,
      PRIMARY KEY (user_id, conversation)
    )${table}`,
    'CREATE INDEX members_by_stamp ON members (user_id, stamp)',
    // In the order of the journal, so that rows are only ever added at the end.
    `CREATE TABLE messages (
      position INTEGER NOT NULL PRIMARY KEY,
      conversation BIGINT NOT NULL,
      seq BIGINT NOT NULL,
      seq_id BIGINT NOT NULL,
      traits SMALLINT NOT NULL,
      sender VARCHAR(64),
      recipient VARCHAR(64),
      client_message_id TEXT NOT NULL,
      body TEXT NOT NULL,
      extras TEXT,
      origin_door VARCHAR(16),
      origin_bytes BLOB,
      app VARCHAR(64),
      state SMALLINT NOT NULL,
      sender_ordinal BIGINT NOT NULL,
      ordinal BIGINT NOT NULL
    )`,
    `CREATE TABLE group_conversations (
      id BIGINT NOT NULL PRIMARY KEY,
      group_id VARCHAR(64) NOT NULL,
      stamp BIGINT NOT NULL
    )${table}`,
    `CREATE TABLE group_members (
      user_id VARCHAR(64) NOT NULL,
      conversation BIGINT NOT NULL,
      stamp BIGINT NOT NULL,
      read_seq BIGINT NOT NULL,
      read_seq_id BIGINT NOT NULL,
      joined_at BIGINT NOT NULL,
      joined_seq BIGINT NOT NULL,
      joined_ordinal BIGINT NOT NULL,
      joined_sender_ordinal BIGINT NOT NULL,
      removed_seq BIGINT NOT NULL,
      PRIMARY KEY (user_id, conversation)
    )${table}`,
    'CREATE INDEX group_members_by_conversation ON group_members (conversation, user_id)',
    `CREATE TABLE group_sends (
      conversation BIGINT NOT NULL,
      sender VARCHAR(64) NOT NULL,
      seq BIGINT NOT NULL,
      sender_ordinal BIGINT NOT NULL,
      PRIMARY KEY (conversation, sender, seq)
    )${table}`,
    `CREATE TABLE message_controls (
      conversation BIGINT NOT NULL,
      reader VARCHAR(64) NOT NULL,
      seq BIGINT NOT NULL,
      action VARCHAR(8) NOT NULL,
      sender VARCHAR(64) NOT NULL,
      counted SMALLINT NOT NULL,
      stamp BIGINT NOT NULL,
      done_by VARCHAR(64),
      request_id TEXT NOT NULL,
      PRIMARY KEY (conversation, reader, seq)
    )${table}`,
    'CREATE INDEX message_controls_by_stamp ON message_controls (conversation, stamp)',
    `CREATE TABLE reactions (
      conversation BIGINT NOT NULL,
      seq BIGINT NOT NULL,
      emoji VARCHAR(40) NOT NULL,
      user_id VARCHAR(64) NOT NULL,
      stamp BIGINT NOT NULL,
      PRIMARY KEY (conversation, seq, emoji, user_id)
    )${table}`,
    `CREATE TABLE reaction_counts (
      conversation BIGINT NOT NULL,
      seq BIGINT NOT NULL,
      emoji VARCHAR(40) NOT NULL,
      count BIGINT NOT NULL,
      since BIGINT NOT NULL,
      PRIMARY KEY (conversation, seq, emoji)
    )${table}`,
    `CREATE TABLE pins (
      conversation BIGINT NOT NULL,
      seq BIGINT NOT NULL,
      seq_id BIGINT NOT NULL,
      pinned_by VARCHAR(64) NOT NULL,
      stamp BIGINT NOT NULL,
      PRIMARY KEY (conversation, seq)
    )${table}`,
    `CREATE TABLE mentions (
      conversation BIGINT NOT NULL,
      reader VARCHAR(64) NOT NULL,
      seq BIGINT NOT NULL,
      seq_id BIGINT NOT NULL,
      sender VARCHAR(64) NOT NULL,
      PRIMARY KEY (conversation, reader, seq)
    )${table}`,
    'CREATE INDEX mentions_by_seq ON mentions (conversation, seq)',
    `CREATE TABLE priority_messages (
      conversation BIGINT NOT NULL,
      stamp BIGINT NOT NULL,
      seq BIGINT NOT NULL,
      PRIMARY KEY (conversation, stamp)
    )${table}`,
    'CREATE INDEX priority_messages_by_stamp ON priority_messages (stamp)',
    `CREATE TABLE floors (
      conversation BIGINT NOT NULL PRIMARY KEY,
      seq BIGINT NOT NULL,
      seq_id BIGINT NOT NULL
    )${table}`,
    `CREATE TABLE prunings (
      conversation BIGINT NOT NULL PRIMARY KEY,
      pruned_to BIGINT NOT NULL,
      up_to BIGINT NOT NULL
    )${table}`,
    `CREATE TABLE friends (
      user_id VARCHAR(64) NOT NULL,
      friend VARCHAR(64) NOT NULL,
      remark TEXT NOT NULL,
      since BIGINT NOT NULL,
      PRIMARY KEY (user_id, friend)
    )${table}`,
    'CREATE INDEX friends_by_since ON friends (user_id, since)',
    `CREATE TABLE conversation_attributes (
      user_id VARCHAR(64) NOT NULL,
      conversation BIGINT NOT NULL,
      name VARCHAR(64) NOT NULL,
      value TEXT NOT NULL,
      PRIMARY KEY (user_id, conversation, name)
    )${table}`,
    `CREATE TABLE sign_ins (
      stamp BIGINT NOT NULL PRIMARY KEY,
      user_id VARCHAR(64) NOT NULL,
      device_id VARCHAR(128) NOT NULL,
      device_type VARCHAR(16) NOT NULL,
      device_name TEXT NOT NULL,
      app_version TEXT NOT NULL,
      address TEXT NOT NULL,
      door VARCHAR(16) NOT NULL,
      result VARCHAR(64) NOT NULL
    )${table}`,
    'CREATE INDEX sign_ins_by_user ON sign_ins (user_id, stamp)',
    `CREATE TABLE devices (
      stamp BIGINT NOT NULL,
      user_id VARCHAR(64) NOT NULL,
      device_id VARCHAR(128) NOT NULL,
      device_type VARCHAR(16) NOT NULL,
      device_name TEXT NOT NULL,
      app_version TEXT NOT NULL,
      address TEXT NOT NULL,
      PRIMARY KEY (user_id, device_type, device_id)
    )${table}`,
    'CREATE INDEX devices_by_user ON devices (user_id, stamp)',
    'CREATE INDEX devices_by_stamp ON devices (stamp)',
    `CREATE TABLE audit_log (
      stamp BIGINT NOT NULL PRIMARY KEY,
      actor TEXT NOT NULL,
      action TEXT NOT NULL,
      subject TEXT NOT NULL,
      detail TEXT NOT NULL
    )${table}`,
    `CREATE TABLE files (
      id VARCHAR(32) NOT NULL PRIMARY KEY,
      owner VARCHAR(64) NOT NULL,
      name TEXT NOT NULL,
      size BIGINT NOT NULL,
      sha256 VARCHAR(64) NOT NULL,
      media_type VARCHAR(64) NOT NULL,
      width BIGINT NOT NULL,
      height BIGINT NOT NULL,
      thumbnail SMALLINT NOT NULL,
      created_at BIGINT NOT NULL,
      unused_since BIGINT NOT NULL
    )${table}`,
    'CREATE INDEX files_by_owner ON files (owner, created_at)',
    `CREATE TABLE file_uses (
      file VARCHAR(32) NOT NULL,
      stamp BIGINT NOT NULL,
      conversation BIGINT NOT NULL,
      seq_id BIGINT NOT NULL,
      sender VARCHAR(64) NOT NULL,
      PRIMARY KEY (file, stamp)
    )${table}`,
    `CREATE TABLE counts (
      per VARCHAR(4) NOT NULL,
      start BIGINT NOT NULL,
      name VARCHAR(96) NOT NULL,
      count BIGINT NOT NULL,
      PRIMARY KEY (per, start, name)
    )${table}`,
    `CREATE TABLE active (
      name VARCHAR(24) NOT NULL,
      id VARCHAR(64) NOT NULL,
      start BIGINT NOT NULL,
      PRIMARY KEY (name, id)
    )${table}`,
  ]
}

/** What finds messages; of many that are there already it is made faster than with each. */
export const messagesIndex = 'CREATE UNIQUE INDEX messages_by_seq ON messages (conversation, seq)'
