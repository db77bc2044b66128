import type { Clock, Log } from '@magpie-im/model'
import type { OutsideServicePorts } from '@magpie-im/outside'
import { CollectFiles, type FileHolds, FileLinks, type FilePolicy, type Overload, RemoveFile, Uploads } from '@magpie-im/services'
import type { Config } from '../config/keys.ts'
import type { DataFolder } from '../data/data-folder.ts'
import type { Stores } from '../stores.ts'
import { FolderStore } from './folder-store.ts'
import { openStore } from './open-store.ts'
import { Pictures } from './pictures.ts'

interface FilesOptions {
  readonly config: Config
  readonly folder: Pick<DataFolder, 'files' | 'secrets'>
  readonly stores: Stores
  readonly fileHolds: FileHolds
  readonly overload: Overload
  readonly clock: Clock
  readonly log: Log
  readonly observe: OutsideServicePorts['observe']
}

/** Uploads, downloads and what is collected, until `cleanup`. */
export async function openFiles(
  { config, folder, stores, fileHolds, overload, clock, log, observe }: FilesOptions,
  cleanup: AsyncDisposableStack,
) {
  const pictures = cleanup.adopt(new Pictures({ clock, log }), (pictures) => pictures.close())
  const inFolder = await FolderStore.open({ folder: folder.files, look: (asked) => pictures.look(asked) })
  const store = await openStore({ config, folder: folder.files, store: inFolder, clock, log, observe }, cleanup)
  const { journal, state, readModel } = stores
  const { files, history } = readModel
  const { stamps } = state
  const ports = { journal, files, store, history, stamps, clock, log }
  const uploads = await Uploads.open({ ...ports, overload, policy: policyOf(config) })
  const collect = new CollectFiles({
    ...ports,
    uploads,
    holds: fileHolds,
    get unusedDays() {
      return config['files.unusedDays']
    },
  })
  collect.start()
  cleanup.defer(() => collect.stop())
  const fileLinks = new FileLinks({
    secret: folder.secrets.tokenSecret,
    clock,
    get seconds() {
      return config['files.linkSeconds']
    },
  })
  const removeFile = new RemoveFile({ ...ports, holds: fileHolds })
  return { uploads, fileLinks, removeFile, files, fileStore: store }
}

function policyOf(config: Config): FilePolicy {
  return {
    get maxBytes() {
      return config['files.maxBytes']
    },
    get types() {
      return config['files.types']
    },
    get bytesPerDay() {
      return config['files.bytesPerDay']
    },
  }
}
