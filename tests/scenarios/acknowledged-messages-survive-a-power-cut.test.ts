import { copyFileSync, existsSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { expectHealthy } from '../drivers/doctor.ts'
import { Load } from '../drivers/load.ts'
import { cutPower } from '../drivers/power-cut.ts'
import { Server } from '../drivers/process.ts'

const shim = new URL('../drivers/power-cut.mjs', import.meta.url)

interface Rig {
  readonly server: Server
  boots: number
}

async function startRig(extra: Record<string, string> = {}): Promise<Rig> {
  const server = new Server({ preload: [shim] })
  const rig = { server, boots: 0 }
  await server.start({ env: bootEnv(rig, extra) })
  return rig
}

function bootEnv(rig: Rig, extra: Record<string, string>): Record<string, string> {
  rig.boots += 1
  return {
    ...extra,
    SHIM_CUT_FOLDER: rig.server.data,
    SHIM_CUT_LOG: join(rig.server.folder, 'cut.log'),
    SHIM_BOOT_ID: `boot-${rig.boots}`,
  }
}

/** Kills the server, lets vanish what was not synced, and boots the machine again. */
async function cutAndBoot(rig: Rig, { tear = false, extra = {} } = {}): Promise<number> {
  const { server } = rig
  await server.kill()
  const undone = cutPower(join(server.folder, 'cut.log'), { tear })
  spoilReadModel(rig)
  await server.start({ env: bootEnv(rig, extra) })
  return undone
}

/** SQLite writes behind the shim's back, so its files become what a power cut may leave of them: an old copy, or garbage. */
function spoilReadModel({ server, boots }: Rig): void {
  const names = existsSync(server.data) ? readdirSync(server.data).filter((name) => name.startsWith('magpie.db')) : []
  for (const name of names) {
    const [file, old] = [join(server.data, name), join(server.folder, `old-${name}`)]
    if (existsSync(old) && boots % 2 === 0) copyFileSync(old, file)
    else if (boots % 2 === 0) rmSync(file)
    else {
      copyFileSync(file, old)
      writeFileSync(file, Buffer.alloc(statSync(file).size, 'garbage'))
    }
  }
}

it('acknowledged messages survive a power cut', { timeout: 120_000 }, async () => {
  const rig = await startRig()
  await using server = rig.server
  const load = await Load.start(server, 3)

  for (let cut = 0; cut < 8; cut++) {
    await load.moreAcks(50 + ((cut * 131) % 500))
    await cutAndBoot(rig, { tear: cut % 2 === 1 })
  }
  await load.stop()

  expect(await load.findings()).toEqual([])
  await expectHealthy(server)
})

it('without the sync the same check finds what is lost', { timeout: 60_000 }, async () => {
  const extra = { SHIM_CUT_WITHOUT_SYNC: '1' }
  const rig = await startRig(extra)
  await using server = rig.server
  const load = await Load.start(server, 2)

  await load.moreAcks(200)
  const hungUp = load.hangUp()
  const undone = await cutAndBoot(rig, { extra })
  await hungUp

  expect(undone).toBeGreaterThan(0)
  const kinds = (await load.findings()).map(({ kind }) => kind)
  expect(kinds.filter((kind) => kind === 'lost').length).toBeGreaterThanOrEqual(200)
})
