import type { Decoder } from '../decoder.ts'

/** Every decoder by its name; loaded when it is its turn. */
export const decoders: Readonly<Record<string, () => Promise<Decoder>>> = {
  framing: async () => (await import('./framing.ts')).framing,
  'framing-prefixes': async () => (await import('./framing.ts')).prefixes,
  'tars-structs': async () => (await import('./structs.ts')).tarsStructs,
  'tars-oracle': async () => (await import('./oracle.ts')).tarsOracle,
  packets: async () => (await import('./packets.ts')).packets,
  compressed: async () => (await import('./envelope.ts')).compressed,
  encrypted: async () => (await import('./envelope.ts')).encrypted,
  'json-frames': async () => (await import('./json-frames.ts')).jsonFrames,
  'proxy-header': async () => (await import('./proxy-header.ts')).proxyHeader,
  token: async () => (await import('./token.ts')).token,
  cursor: async () => (await import('./cursor.ts')).cursor,
  'blocked-words': async () => (await import('./words.ts')).blockedWords,
  'config-file': async () => (await import('./config-file.ts')).configFile,
  'control-request': async () => (await import('./control-request.ts')).controlRequest,
  records: async () => (await import('./records.ts')).records,
  'journal-segments': async () => (await import('./journal-files.ts')).segmentFiles,
  'journal-checkpoints': async () => (await import('./journal-files.ts')).checkpointFiles,
  'journal-keys': async () => (await import('./journal-files.ts')).keySidecars,
}
