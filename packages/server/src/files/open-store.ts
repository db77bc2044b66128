import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Clock, FileStore, Log } from '@magpie-im/model'
import { Bucket, type BucketOptions, bucketUrl, type OutsideServicePorts } from '@magpie-im/outside'
import type { Config } from '../config/keys.ts'
import { isPrivate } from '../outside.ts'
import { StartError } from '../start-error.ts'
import { bucketOf, noteBucket } from './bucket-note.ts'
import { BucketStore } from './bucket-store.ts'
import type { FolderStore } from './folder-store.ts'
import { Removals } from './removals.ts'

interface StoreOptions {
  readonly config: Config
  /** Where `store` keeps its files. */
  readonly folder: string
  readonly store: FolderStore
  readonly clock: Clock
  readonly log: Log
  readonly observe: OutsideServicePorts['observe']
}

/** The folder or, where one is configured, a bucket in front of it. A bucket that is down is no reason not to start. */
export async function openStore(options: StoreOptions, cleanup: AsyncDisposableStack): Promise<FileStore> {
  const { config, folder, store, clock, log } = options
  const settings = bucketSettings(config)
  const address = settings && `${settings.endpoint.replace(/\/$/, '')}/${settings.bucket}`
  const before = bucketOf(folder)
  if (before !== undefined && before !== address) log.warn('files in the bucket of before are not found', { bucket: before })
  if (settings === undefined || address === undefined) return store
  noteBucket(folder, address)
  const bucket = cleanup.adopt(await Bucket.open(settings, options), (bucket) => bucket.close())
  const removals = await Removals.open({ folder: join(folder, 'bucket', 'removing'), bucket, clock, log })
  cleanup.defer(() => removals.stop())
  return new BucketStore({ folder: store, bucket, removals, clock })
}

/** Where downloads are sent; undefined: nowhere else. */
export function bucketOrigin(config: Config): string | undefined {
  const { 's3.endpoint': endpoint, 's3.bucket': bucket, 's3.pathStyle': pathStyle } = config
  return endpoint === '' ? undefined : bucketUrl({ endpoint, bucket, pathStyle }).origin
}

/** Undefined: there is none. Throws `StartError` for what cannot be one. */
function bucketSettings(config: Config): BucketOptions | undefined {
  const endpoint = config['s3.endpoint']
  if (endpoint === '') return undefined
  for (const key of ['s3.bucket', 's3.accessKeyId', 's3.keyFile'] as const) {
    if (config[key] === '') throw new StartError(`s3.endpoint is set and ${key} is not`)
  }
  if (!isPrivate(new URL(endpoint)) && !config.insecure) {
    throw new StartError(
      `s3.endpoint is reached without TLS at ${endpoint}: use https, or an address of this machine, or set insecure to true`,
    )
  }
  const { 's3.bucket': bucket, 's3.region': region, 's3.accessKeyId': accessKeyId, 's3.pathStyle': pathStyle } = config
  return { name: 's3', endpoint, bucket, region, accessKeyId, pathStyle, secretAccessKey: readSecretKey(config['s3.keyFile']) }
}

function readSecretKey(file: string): string {
  try {
    return readFileSync(file, 'utf8').trim()
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException // as: reading fails with system errors only
    throw new StartError(`cannot read s3.keyFile ${file}: ${code}`)
  }
}
