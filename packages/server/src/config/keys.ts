import { chatPolicies, friendPolicies, presenceAudiences } from '@magpie-im/model'
import type { OutsideSettings } from './outside.ts'
import { choice, count, endpoint, flag, list, networks, optionalText, origins, port, seconds, text } from './rows.ts'

/** Every setting: type, default, environment name, one sentence. YAML has `section: { key: value }`, the command line `--section-key value`. */
export const keys = {
  data: text({ default: './magpie-data', env: 'MAGPIE_DATA', about: 'Folder of everything the server keeps.' }),
  insecure: flag({
    default: false,
    env: 'MAGPIE_INSECURE',
    about: 'Allow listening without TLS on addresses other than loopback; only behind something that adds TLS.',
  }),
  workers: count({
    from: 0,
    to: 64,
    default: 0,
    env: 'MAGPIE_WORKERS',
    about: 'Processes that hold the OMTP connections and share their port (docs/scaling.md); 0: the server holds them itself.',
  }),
  'omtp.host': text({ default: '127.0.0.1', env: 'MAGPIE_OMTP_HOST', about: 'Address the OMTP listener binds to.' }),
  'omtp.port': port({ default: 7100, env: 'MAGPIE_OMTP_PORT', about: 'Port of the OMTP listener; 0 takes any free one.' }),
  'omtp.heartbeatSeconds': seconds({
    default: 25,
    env: 'MAGPIE_OMTP_HEARTBEAT_SECONDS',
    about: 'Heartbeat of the clients; after two of them without a byte the connection is closed.',
  }),
  'http.host': text({ default: '127.0.0.1', env: 'MAGPIE_HTTP_HOST', about: 'Address of the HTTP listener, which WebSockets use too.' }),
  'http.port': port({ default: 7180, env: 'MAGPIE_HTTP_PORT', about: 'Port of the HTTP listener; 0 takes any free one.' }),
  'http.allowedOrigins': origins({
    default: [],
    env: 'MAGPIE_HTTP_ALLOWED_ORIGINS',
    about:
      'Pages of which other sites may open WebSockets here and upload and download files with the token of a user, with commas between (https://shop.example); * allows all. Pages of this server always may.',
  }),
  'node.name': optionalText({
    default: '',
    env: 'MAGPIE_NODE_NAME',
    about: 'What this server is called where its connections are listed; empty: the name of the machine.',
  }),
  'tls.cert': optionalText({
    default: '',
    env: 'MAGPIE_TLS_CERT',
    about:
      'File with the certificate chain (PEM); with tls.key it turns TLS on for all listeners. A renewed pair is taken while the server runs.',
  }),
  'tls.key': optionalText({ default: '', env: 'MAGPIE_TLS_KEY', about: 'File with the private key of the certificate (PEM).' }),
  'proxy.trusted': networks({
    default: [],
    env: 'MAGPIE_PROXY_TRUSTED',
    about: 'Addresses and networks (10.0.0.0/8), with commas between, of the proxies that may say for whom they connect.',
  }),
  'proxy.protocol': flag({
    default: false,
    env: 'MAGPIE_PROXY_PROTOCOL',
    about: 'Trusted proxies begin an OMTP connection with a PROXY header, version 1 or 2; without one it is closed.',
  }),
  'auth.createUsers': flag({
    default: true,
    env: 'MAGPIE_AUTH_CREATE_USERS',
    about: 'A good credential of an unknown user creates the user.',
  }),
  'auth.provider': choice(['builtin', 'http'], {
    default: 'builtin',
    env: 'MAGPIE_AUTH_PROVIDER',
    about:
      'Who decides about credentials that are no valid tokens: the passwords of our own accounts, or a service of yours (docs/auth.md).',
  }),
  'auth.service': text({
    default: 'auth',
    env: 'MAGPIE_AUTH_SERVICE',
    about: 'With the provider http: which of the services in the configuration file is asked.',
  }),
  'auth.cacheSeconds': count({
    from: 0,
    default: 60,
    env: 'MAGPIE_AUTH_CACHE_SECONDS',
    about: 'With the provider http: how long an acceptance holds without asking again.',
  }),
  'auth.publicKeyFile': optionalText({
    default: '',
    env: 'MAGPIE_AUTH_PUBLIC_KEY_FILE',
    about: 'File with the public key (PEM: RSA, P-256 or Ed25519) of who else issues tokens, such as your backend.',
  }),
  'auth.issuer': optionalText({ default: '', env: 'MAGPIE_AUTH_ISSUER', about: 'What iss must say in such a token; empty: anything.' }),
  'auth.audience': optionalText({ default: '', env: 'MAGPIE_AUTH_AUDIENCE', about: 'What aud must say in such a token; empty: anything.' }),
  'devices.policy': choice(['one-per-type', 'one', 'many'], {
    default: 'one-per-type',
    env: 'MAGPIE_DEVICES_POLICY',
    about: 'Which earlier devices of a user are signed out when he signs in: those of the same type, all, or none.',
  }),
  'friends.policy': choice(friendPolicies, {
    default: 'add',
    env: 'MAGPIE_FRIENDS_POLICY',
    about: 'Whether who adds a friend makes him one at once (add) or has to ask him first (request).',
  }),
  'chat.policy': choice(chatPolicies, {
    default: 'friends',
    env: 'MAGPIE_CHAT_POLICY',
    about: 'To whom a user may write first: to friends alone, or to anyone. A block always wins.',
  }),
  'presence.visibleTo': choice(presenceAudiences, {
    default: 'friends',
    env: 'MAGPIE_PRESENCE_VISIBLE_TO',
    about: 'Who may know whether a user is online, beside himself; to others he is offline. A block always wins.',
  }),
  'groups.members': count({
    to: 100_000,
    default: 10_000,
    env: 'MAGPIE_GROUPS_MEMBERS',
    about: 'The largest member limit a group may be given; at most 100,000.',
  }),
  'groups.fanOutLimit': count({
    default: 500,
    env: 'MAGPIE_GROUPS_FAN_OUT_LIMIT',
    about: 'Members up to which a group counts as small; in a larger one a client that is behind is spared ordinary messages.',
  }),
  'limits.connectionsPerAddress': count({
    default: 1000,
    env: 'MAGPIE_LIMITS_CONNECTIONS_PER_ADDRESS',
    about: 'Open connections from one address, of HTTP and of all else; a /64 of IPv6 addresses counts as one.',
  }),
  'limits.signInSeconds': seconds({
    default: 10,
    env: 'MAGPIE_LIMITS_SIGN_IN_SECONDS',
    about: 'Time a new connection has to sign in.',
  }),
  'limits.signInAttemptsPerAddress': count({
    default: 10,
    env: 'MAGPIE_LIMITS_SIGN_IN_ATTEMPTS_PER_ADDRESS',
    about: 'Sign-in attempts per second from one address.',
  }),
  'limits.signInFailuresPerUser': count({
    default: 5,
    env: 'MAGPIE_LIMITS_SIGN_IN_FAILURES_PER_USER',
    about: 'Failed sign-ins per minute of one user; further ones are refused unseen.',
  }),
  'limits.requestsPerConnection': count({
    default: 100,
    env: 'MAGPIE_LIMITS_REQUESTS_PER_CONNECTION',
    about: 'Requests per second on one connection.',
  }),
  'limits.requestBurst': count({
    default: 400,
    env: 'MAGPIE_LIMITS_REQUEST_BURST',
    about: 'Requests that may come at once on one connection after a rest.',
  }),
  'limits.messagesPerUser': count({
    default: 50,
    env: 'MAGPIE_LIMITS_MESSAGES_PER_USER',
    about: 'Messages per second from one user, on all his devices together.',
  }),
  'limits.messagesPerGroup': count({
    default: 1000,
    env: 'MAGPIE_LIMITS_MESSAGES_PER_GROUP',
    about: 'Messages per second to one group, from all its members together.',
  }),
  'limits.friends': count({ default: 5000, env: 'MAGPIE_LIMITS_FRIENDS', about: 'Friends of one user.' }),
  'limits.groupsPerUser': count({ default: 5000, env: 'MAGPIE_LIMITS_GROUPS_PER_USER', about: 'Groups that one user may be in.' }),
  'limits.requestsPerKey': count({
    default: 100,
    env: 'MAGPIE_LIMITS_REQUESTS_PER_KEY',
    about: 'Requests per second with one API key; four times as many at once.',
  }),
  'limits.requestsWithoutKey': count({
    default: 20,
    env: 'MAGPIE_LIMITS_REQUESTS_WITHOUT_KEY',
    about: 'Requests per second by HTTP from one address without a valid API key; four times as many at once.',
  }),
  'limits.writeQueueBytes': count({
    default: 1_048_576,
    env: 'MAGPIE_LIMITS_WRITE_QUEUE_BYTES',
    about: 'Bytes that may wait for a client to read them; beyond it the client is too slow and is closed.',
  }),
  'limits.writeQueuePackets': count({
    default: 10_000,
    env: 'MAGPIE_LIMITS_WRITE_QUEUE_PACKETS',
    about: 'The same, counted in packets.',
  }),
  'overload.loopDelayMs': count({
    from: 0,
    default: 250,
    env: 'MAGPIE_OVERLOAD_LOOP_DELAY_MS',
    about:
      'Delay of the event loop, in milliseconds, from which sign-ins are refused for a while, and from four times of it sends; 0: never.',
  }),
  'overload.memoryMiB': count({
    from: 0,
    default: 0,
    env: 'MAGPIE_OVERLOAD_MEMORY_MIB',
    about: 'Memory the server may take: from 80 % of it sign-ins are refused, from 90 % sends; 0: what the machine or its container has.',
  }),
  'messages.revokeSeconds': count({
    default: 120,
    env: 'MAGPIE_MESSAGES_REVOKE_SECONDS',
    about: 'How long its sender may revoke a message; owner and admins of a group always may.',
  }),
  'messages.overrideSeconds': count({
    default: 900,
    env: 'MAGPIE_MESSAGES_OVERRIDE_SECONDS',
    about: 'How long its sender may give a message other content; owner and admins of a group always may.',
  }),
  'files.maxBytes': count({ default: 104_857_600, env: 'MAGPIE_FILES_MAX_BYTES', about: 'Size of the largest file that may be uploaded.' }),
  'files.types': list({
    default: [],
    env: 'MAGPIE_FILES_TYPES',
    about:
      'Types of files that may be uploaded, with commas between: image/png, image/*; empty: all. Told from the first bytes, not from the name.',
  }),
  'files.bytesPerDay': count({
    default: 1_073_741_824,
    env: 'MAGPIE_FILES_BYTES_PER_DAY',
    about: 'Bytes that one user may upload within 24 hours.',
  }),
  'files.linkSeconds': count({
    default: 600,
    env: 'MAGPIE_FILES_LINK_SECONDS',
    about: 'How long a link to a file is good.',
  }),
  'files.unusedDays': count({
    from: 1,
    default: 7,
    env: 'MAGPIE_FILES_UNUSED_DAYS',
    about: 'Days that a file stays which no message holds any more, or ever held.',
  }),
  's3.endpoint': endpoint({
    default: '',
    env: 'MAGPIE_S3_ENDPOINT',
    about:
      'URL of an S3-compatible store that keeps uploaded files (docs/files.md); clients must reach it too. Empty: the data folder keeps them.',
  }),
  's3.bucket': optionalText({ default: '', env: 'MAGPIE_S3_BUCKET', about: 'Name of the bucket, which must be there.' }),
  's3.region': text({ default: 'us-east-1', env: 'MAGPIE_S3_REGION', about: 'Region that requests to the bucket are signed for.' }),
  's3.accessKeyId': optionalText({ default: '', env: 'MAGPIE_S3_ACCESS_KEY_ID', about: 'Id of the access key for the bucket.' }),
  's3.keyFile': optionalText({
    default: '',
    env: 'MAGPIE_S3_KEY_FILE',
    about: 'File with the secret access key, and nothing else in it.',
  }),
  's3.pathStyle': flag({
    default: true,
    env: 'MAGPIE_S3_PATH_STYLE',
    about: 'Name the bucket in the path (https://host/bucket), which most stores take; false: in front of the host.',
  }),
  'words.file': optionalText({
    default: '',
    env: 'MAGPIE_WORDS_FILE',
    about: 'File of blocked words, one in a line, with a tab and refuse or replace behind; read again when it changes.',
  }),
  'retention.singleDays': count({
    from: 0,
    default: 0,
    env: 'MAGPIE_RETENTION_SINGLE_DAYS',
    about: 'Days that messages of conversations of two are kept; 0: for ever.',
  }),
  'retention.singleMessages': count({
    from: 0,
    default: 0,
    env: 'MAGPIE_RETENTION_SINGLE_MESSAGES',
    about: 'Messages kept of each conversation of two, the newest; 0: all.',
  }),
  'retention.groupDays': count({
    from: 0,
    default: 0,
    env: 'MAGPIE_RETENTION_GROUP_DAYS',
    about: 'Days that messages of groups are kept; 0: for ever.',
  }),
  'retention.groupMessages': count({
    from: 0,
    default: 0,
    env: 'MAGPIE_RETENTION_GROUP_MESSAGES',
    about: 'Messages kept of each group, the newest; 0: all.',
  }),
  'retention.noticeDays': count({
    from: 0,
    default: 0,
    env: 'MAGPIE_RETENTION_NOTICE_DAYS',
    about: 'Days that messages of notices are kept; 0: for ever.',
  }),
  'retention.noticeMessages': count({
    from: 0,
    default: 0,
    env: 'MAGPIE_RETENTION_NOTICE_MESSAGES',
    about: 'Messages kept of each application to a user, the newest; 0: all.',
  }),
  'journal.segmentMiB': count({
    from: 2,
    default: 64,
    env: 'MAGPIE_JOURNAL_SEGMENT_MIB',
    about: 'Size of a journal file, allocated ahead.',
  }),
  'journal.keyBudget': count({
    default: 10_000_000,
    env: 'MAGPIE_JOURNAL_KEY_BUDGET',
    about: 'Message ids remembered for repeats; beyond it the window of 24 hours shortens, which is logged.',
  }),
  'journal.compactHours': count({
    default: 24,
    env: 'MAGPIE_JOURNAL_COMPACT_HOURS',
    about: 'Hours from one compaction of the journal to the next, which takes revoked, replaced and expired contents off the disk.',
  }),
  'log.slowRequestMs': count({
    default: 1000,
    env: 'MAGPIE_LOG_SLOW_REQUEST_MS',
    about: 'A request that takes as long, in milliseconds, is logged.',
  }),
  'log.level': choice(['debug', 'info', 'warn', 'error'], {
    default: 'info',
    env: 'MAGPIE_LOG_LEVEL',
    about: 'Least severity that is logged (JSON lines on standard error).',
  }),
} as const

export type Key = keyof typeof keys
/** Keys that can be changed while the server runs: whoever reads them reads them each time. */
export const liveKeys = [
  'friends.policy',
  'chat.policy',
  'presence.visibleTo',
  'groups.members',
  'limits.messagesPerUser',
  'limits.messagesPerGroup',
  'limits.friends',
  'limits.groupsPerUser',
  'limits.requestsPerKey',
  'messages.revokeSeconds',
  'messages.overrideSeconds',
  'files.maxBytes',
  'files.types',
  'files.bytesPerDay',
  'files.linkSeconds',
  'files.unusedDays',
  'log.slowRequestMs',
  'log.level',
] as const satisfies readonly Key[]
export type LiveKey = (typeof liveKeys)[number]
type Values = { readonly [K in Key]: ReturnType<(typeof keys)[K]['parse']> }
export type Config = Values & OutsideSettings

export const keyNames = Object.keys(keys) as Key[] // as: Object.keys forgets the names it was given
