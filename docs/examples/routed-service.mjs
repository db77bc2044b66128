// A service that answers routed packets: it says back, in capitals, what it was sent. Run: node routed-service.mjs 9000
import { createServer } from 'node:http'

const server = createServer(async (request, response) => {
  const chunks = []
  for await (const chunk of request) chunks.push(chunk)
  const { user, type, payload } = JSON.parse(Buffer.concat(chunks).toString())
  const text = Buffer.from(payload, 'base64').toString()
  const reply = Buffer.from(`${user}, type ${type}: ${text.toUpperCase()}`)
  response.setHeader('content-type', 'application/json')
  response.end(JSON.stringify({ payload: reply.toString('base64') }))
})

server.listen(Number(process.argv[2] ?? 9000), '127.0.0.1', () => console.log(`port ${server.address().port}`))
