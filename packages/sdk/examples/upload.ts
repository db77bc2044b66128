import type { Abort, FileLink, FileSource, UploadedFile, UploadOptions, UploadProgress } from '@magpie-im/sdk'
import { next, people } from './people.ts'

const { ann, ben, close } = await people()
const text = 'Once upon a time. '.repeat(40_000)
const story: FileSource = new Blob([text])

let id = ''
const pause = new AbortController()
const signal: Abort = pause.signal
const paused: UploadOptions = {
  name: 'story.txt',
  signal,
  onProgress: (progress: UploadProgress) => {
    id = progress.id
    console.log(progress.sent, 'of', progress.size)
    if (progress.sent > 0) pause.abort()
  },
}
await ann.upload(story, paused).catch(({ code }) => console.log(code, signal.aborted))
const file: UploadedFile = await ann.upload(story, { resume: id })
console.log(file.name, file.type, file.size)

const coming = next(ben, 'message')
const body = JSON.stringify({ url: `file:${file.id}`, name: file.name, size: file.size })
await ann.send(`user:${ben.user}`, { kind: 'file', body, files: [file.id] }).settled
const { url } = JSON.parse((await coming).message.body)
const link: FileLink = await ben.fileLink(url.slice('file:'.length))
console.log('the same:', (await (await fetch(link.url)).text()) === text)
await close()

// 0 of 720000
// 262144 of 720000
// Aborted true
// story.txt text/plain 720000
// the same: true
