import type { Client, FileLink } from '@magpie-im/sdk'
import { useEffect, useState } from 'react'

const links = new WeakMap<Client, Map<string, Promise<FileLink>>>()
const most = 500
/** A link that is about to expire is no use. */
const spareMs = 60_000

/** Where a file is downloaded, which only who may have it is told; undefined: not known yet, or not for this account. */
export function useFileLink(client: Client, file: string | undefined): FileLink | undefined {
  const [link, setLink] = useState<FileLink>()
  useEffect(() => {
    if (file === undefined) return
    let isWanted = true
    linkOf(client, file).then(
      (found) => isWanted && setLink(found),
      () => undefined,
    )
    return () => {
      isWanted = false
    }
  }, [client, file])
  return link
}

async function linkOf(client: Client, file: string): Promise<FileLink> {
  const ofClient = links.get(client) ?? new Map<string, Promise<FileLink>>()
  links.set(client, ofClient)
  const known = await ofClient.get(file)?.catch(() => undefined)
  if (known !== undefined && Date.parse(known.expiresAt) > Date.now() + spareMs) return known
  const asked = client.fileLink(file)
  ofClient.set(file, asked)
  asked.catch(() => ofClient.delete(file))
  const [oldest] = ofClient.keys()
  if (ofClient.size > most && oldest !== undefined) ofClient.delete(oldest)
  return await asked
}
