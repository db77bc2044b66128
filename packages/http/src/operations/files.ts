import { Readable } from 'node:stream'
import { ImError, isFileId, type StoredFile, type UserId } from '@magpie-im/model'
import {
  type FileAccess,
  type FileLinks,
  type ManageUsers,
  partBytes,
  type RemoveFile,
  type Uploading,
  type Uploads,
} from '@magpie-im/services'
import { z } from 'zod'
import { linkPath } from '../files/link-path.ts'
import { operation } from '../operation.ts'
import { fileId, isoTime, time, userId } from '../schemas/common.ts'

export interface FilesPorts {
  readonly users: ManageUsers
  readonly uploads: Uploads
  readonly fileAccess: FileAccess
  readonly fileLinks: FileLinks
  readonly removeFile: RemoveFile
}

const tag = 'files'
const path = '/api/v1/users/{user}/files'
const params = z.object({ user: userId })
const ofFile = params.extend({ file: fileId })
const byUser = true
const sha256 = z.string().regex(/^[0-9a-f]{64}$/)

const fileSchema = z
  .object({
    id: fileId,
    owner: userId.describe('Who uploaded it.'),
    name: z.string(),
    size: z.int().describe('Bytes.'),
    complete: z.boolean(),
    offset: z.int().describe('Up to here its bytes are durable; the next part begins here.'),
    partBytes: z.int().describe('The largest part that is taken.'),
    sha256: sha256.nullable(),
    type: z.string().nullable().describe('What it is by its first bytes, such as `image/png`. null until it is complete.'),
    picture: z
      .object({ width: z.int(), height: z.int(), thumbnail: z.boolean().describe('Whether there is a small version.') })
      .nullable()
      .describe('null: no picture, or none that can be read.'),
    uploadedAt: time.nullable(),
  })
  .meta({ id: 'File' })

const beginUpload = operation({
  id: 'beginUpload',
  method: 'POST',
  path,
  tag,
  summary: 'Begins to upload a file.',
  description: 'What is not complete after a day is forgotten. A user may do it with his token, for himself.',
  scope: 'send',
  byUser,
  status: 201,
  errors: ['UserNotFound', 'FileQuotaReached', 'Overloaded', 'NotReady'],
  params,
  body: z.strictObject({
    name: z.string().min(1).max(255),
    size: z.int().min(1).describe('Bytes.'),
    sha256: sha256.exactOptional().describe('In hexadecimal. What comes is compared with it.'),
  }),
  response: fileSchema,
  subject: ({ params: { user } }, { id }) => `${user} ${id}`,
  handle: async ({ params: { user }, body: { name, size, sha256 } }, { users, uploads }: FilesPorts) =>
    showUpload(await uploads.begin({ owner: users.get(user).id, name, size, sha256 })),
})

const uploadPart = operation({
  id: 'uploadPart',
  method: 'PATCH',
  path: `${path}/{file}`,
  tag,
  summary: 'Uploads the next part of a file; with the last one the file is complete.',
  description:
    'The body is the bytes. Parts come one after the other; of one that broke off what came stays, and `getFile` says where to go on. A user may do it with his token, for himself.',
  scope: 'send',
  byUser,
  takesBytes: partBytes,
  auditedByUseCase: true,
  errors: ['UserNotFound', 'NotFound', 'InUse', 'OffsetWrong', 'FileDiffers', 'FileTypeRefused', 'NotReady'],
  params: ofFile,
  body: z.unknown().describe('Bytes.'),
  query: z.object({ offset: z.coerce.number().int().min(0).describe('Where the part begins.') }),
  response: fileSchema,
  handle: async ({ params: { user, file }, query: { offset }, body }, { users, uploads }: FilesPorts) => {
    const { id: owner } = users.get(user)
    if (!isFileId(file)) throw new ImError('NotFound')
    // A request without a body has no bytes.
    const bytes = body instanceof Readable ? body : Readable.from([])
    return show(await uploads.write({ owner, id: file, offset, bytes }))
  },
})

const getFile = operation({
  id: 'getFile',
  method: 'GET',
  path: `${path}/{file}`,
  tag,
  summary: 'Shows what is known of a file, or how far its upload is.',
  description: 'Its owner may, and whoever is shown a message that holds it. A user may do it with his token, for himself.',
  scope: 'read',
  byUser,
  errors: ['UserNotFound', 'NotFound', 'NotReady'],
  params: ofFile,
  response: fileSchema,
  handle: async ({ params: { user, file } }, { users, uploads, fileAccess }: FilesPorts) => {
    const { id } = users.get(user)
    const upload = uploads.find(id, file)
    return upload === undefined ? showFile(await fileAccess.get(id, file)) : showUpload(upload)
  },
})

const linkFile = operation({
  id: 'linkFile',
  method: 'GET',
  path: `${path}/{file}/link`,
  tag,
  summary: 'Makes links by which a file is downloaded; whoever has one has the file, until it expires.',
  description: 'Its owner may, and whoever is shown a message that holds it. A user may do it with his token, for himself.',
  scope: 'read',
  byUser,
  errors: ['UserNotFound', 'NotFound', 'NotReady'],
  params: ofFile,
  response: z.object({
    url: z.string().describe('On this server, which may redirect to where the file is.'),
    thumbnailUrl: z.string().nullable().describe('Of the small version.'),
    expiresAt: time,
  }),
  handle: async ({ params: { user, file } }, { users, fileAccess, fileLinks }: FilesPorts) => {
    const { id, picture } = await fileAccess.get(users.get(user).id, file)
    const link = fileLinks.make(id, 'original')
    const thumbnailUrl = picture?.thumbnail ? linkPath(fileLinks.make(id, 'thumbnail')) : null
    return { url: linkPath(link), thumbnailUrl, expiresAt: new Date(link.expiresAt * 1000).toISOString() }
  },
})

const deleteFile = operation({
  id: 'deleteFile',
  method: 'DELETE',
  path: '/api/v1/files/{file}',
  tag,
  summary: 'Deletes a file, whoever uploaded it and whatever messages hold it.',
  description:
    'At once, also for who was given a link before; where a bucket keeps the files, as soon as it has deleted it. The messages stay as they are.',
  scope: 'admin',
  errors: ['NotFound', 'InUse', 'NotReady'],
  params: z.object({ file: fileId }),
  handle: ({ params: { file } }, { removeFile }: FilesPorts) => removeFile.remove(file),
})

type Shown = z.input<typeof fileSchema>

function show(file: Uploading | StoredFile): Shown {
  return 'upload' in file ? showUpload(file) : showFile(file)
}

function showUpload({ upload: { id, owner, name, size, sha256 }, offset }: Uploading): Shown {
  return {
    ...told({ id, owner, name, size }),
    complete: false,
    offset,
    sha256: sha256 ?? null,
    type: null,
    picture: null,
    uploadedAt: null,
  }
}

function showFile({ mediaType, sha256, picture, createdAt, ...file }: StoredFile): Shown {
  const { size: offset } = file
  return { ...told(file), complete: true, offset, sha256, type: mediaType, picture: picture ?? null, uploadedAt: isoTime(createdAt) }
}

function told({ id, owner, name, size }: { readonly id: string; readonly owner: UserId; readonly name: string; readonly size: number }) {
  return { id, owner, name, size, partBytes }
}

export const filesOperations = [beginUpload, uploadPart, getFile, linkFile, deleteFile]
