import type { Content, UploadedFile } from '@magpie-im/sdk'
import { useTexts } from '@magpie-im/ui'
import { useState } from 'react'
import { useAccount } from '../accounts/account.ts'
import { useNotices } from '../notices.tsx'
import { texts } from '../texts.ts'
import { Recording } from './recorder.tsx'

interface Upload {
  readonly id: number
  readonly name: string
  /** From 0 to 1. */
  readonly share: number
}

interface Uploads {
  readonly uploads: readonly Upload[]
  /** Uploads each and sends it as a message. */
  readonly attach: (files: readonly File[]) => void
}

let lastId = 0

export function useUploads(conversation: string): Uploads {
  const t = useTexts(texts)
  const { client } = useAccount()
  const { say, reasonOf } = useNotices()
  const [uploads, setUploads] = useState<readonly Upload[]>([])
  const send = async (file: File) => {
    const id = ++lastId
    const show = (share: number) =>
      setUploads((all) => [...all.filter((one) => one.id !== id), { id, name: file.name, share }].sort((a, b) => a.id - b.id))
    show(0)
    try {
      const uploaded = await client.upload(file, { name: file.name || 'file', onProgress: ({ sent, size }) => show(sent / size) })
      client.send(conversation, { ...contentOf(file, uploaded), files: [uploaded.id] })
    } catch (error) {
      say(`${t.notUploaded(file.name)}: ${reasonOf(error)}`)
    } finally {
      setUploads((all) => all.filter((one) => one.id !== id))
    }
  }
  return { uploads, attach: (files) => void files.reduce((before, file) => before.then(() => send(file)), Promise.resolve()) }
}

/** As the HTTP API makes it of its `content`, so that all clients can read it. */
function contentOf(file: File, { id, name, size, picture }: UploadedFile): Pick<Content, 'kind' | 'body'> {
  const url = `file:${id}`
  if (file instanceof Recording) return { kind: 'voice', body: JSON.stringify({ url, time: file.seconds }) }
  if (picture === null) return { kind: 'file', body: JSON.stringify({ url, name, size }) }
  return { kind: 'image', body: JSON.stringify({ url, width: picture.width, height: picture.height, title: name }) }
}

export function UploadList({ uploads }: { readonly uploads: readonly Upload[] }) {
  const t = useTexts(texts)
  return (
    <ul className="uploads">
      {uploads.map(({ id, name, share }) => (
        <li key={id}>
          <progress value={share} max={1} aria-label={t.uploading(name, Math.round(share * 100))} />
          <span>{t.uploading(name, Math.round(share * 100))}</span>
        </li>
      ))}
    </ul>
  )
}
