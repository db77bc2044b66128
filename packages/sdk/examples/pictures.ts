import { people } from './people.ts'

const { ann, close } = await people()
const dot = 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg=='
const file = await ann.upload(new Blob([Buffer.from(dot, 'base64')]), { name: 'dot.png' })
console.log(file.type, file.picture, file.sha256.slice(0, 8))
const link = await ann.fileLink(file.id)
console.log((await fetch(link.url)).status, link.thumbnailUrl === null ? 'no small version' : 'a small version')
console.log('until later:', Date.parse(link.expiresAt) > Date.now())
await close()

// image/png { width: 1, height: 1, thumbnail: true } 49779094
// 200 a small version
// until later: true
