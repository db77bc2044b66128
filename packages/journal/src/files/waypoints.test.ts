import { expect, it } from 'vitest'
import { SimulatedDisk } from '../simulation/simulated-disk.ts'
import { readWaypoints } from './waypoints.ts'

it('a header that speaks of batches behind the end of the file is not believed', () => {
  const file = new SimulatedDisk().open('/segment', 'write')
  file.write(Buffer.alloc(100), 0)
  const noWaypoints = { end: 0, endChain: 0, lastChain: 0, waypoints: 0 }
  expect(readWaypoints(file, 0, { ...noWaypoints, batchesEnd: 100 })).toBeDefined()
  expect(readWaypoints(file, 0, { ...noWaypoints, batchesEnd: 0xffff_ffff })).toBeUndefined()
})
