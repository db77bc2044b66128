import { indexedDbStore } from '@magpie-im/sdk/browser'

// For `connect({…, store})` in a page. What a client does with it, by hand:
const store = indexedDbStore('kept')
const before = await store.load('ann')
await store.write('ann', changes({ a: '1', b: '2' }))
await store.write('ann', changes({ a: undefined, b: '3', never: undefined }))
await store.write('ben', changes({ b: '4' }))
console.log(JSON.stringify([...before, '|', ...(await store.load('ann')), '|', ...(await store.load('ben'))]))

function changes(values: Readonly<Record<string, string | undefined>>): Map<string, string | undefined> {
  return new Map(Object.entries(values))
}

// ["|",["b","3"],"|",["b","4"]]
// and, when the page is loaded again:
// [["b","3"],"|",["b","3"],"|",["b","4"]]
