import { IconButton, useTexts } from '@magpie-im/ui'
import { type ClipboardEvent, type DragEvent, type ReactNode, useEffect, useRef, useState } from 'react'
import { useAccount } from '../accounts/account.ts'
import { useNotices } from '../notices.tsx'
import { texts } from '../texts.ts'
import { drafts } from './drafts.ts'
import { EmojiPicker } from './emoji-picker.tsx'
import { mentionedIn } from './mentions.ts'
import { Recorder } from './recorder.tsx'
import { type Subject, SubjectLine } from './subject-line.tsx'
import { TextInput } from './text-input.tsx'
import { UploadList, useUploads } from './uploads.tsx'
import { useMentions } from './use-mentions.ts'

interface ComposerProps {
  readonly conversation: string
  readonly subject: Subject | undefined
  /** The subject is dealt with, or given up. */
  readonly onDone: () => void
}

export function Composer({ conversation, subject, onDone }: ComposerProps) {
  const t = useTexts(texts)
  const { client, user } = useAccount()
  const { attempt } = useNotices()
  const input = useRef<HTMLTextAreaElement>(null)
  const [text, setText] = useText(user, conversation, subject)
  const [hasEmoji, setEmoji] = useState(false)
  const { uploads, attach } = useUploads(conversation)
  const [cursor, setCursor] = useState(0)
  const mentions = useMentions(conversation, text, cursor)
  useEffect(() => {
    // Where one writes on the screen, the keys would cover what there is to read.
    if (!matchMedia('(pointer: coarse)').matches) input.current?.focus()
  }, [])
  useEffect(() => {
    if (subject !== undefined) input.current?.focus()
  }, [subject])
  const write = (next: string) => {
    setText(next)
    client.typing(conversation).set(next !== '')
  }
  const send = () => {
    const body = text.trim()
    if (body === '') return
    // What was refused stays there, and can be tried again or copied.
    if (subject?.action === 'edit') return void attempt(() => client.override(conversation, subject.about, body).then(onDone))
    write('')
    onDone()
    const { users, all } = mentionedIn(body, mentions.candidates)
    const replyTo = subject?.about.stamp
    void attempt(() =>
      client.send(conversation, {
        body,
        ...(replyTo !== undefined && { replyTo }),
        ...((all || users.length > 0) && { mentions: { users: [...users], all } }),
      }),
    )
  }
  const insert = (emoji: string) => {
    const { selectionStart = text.length, selectionEnd = text.length } = input.current ?? {}
    setText(text.slice(0, selectionStart) + emoji + text.slice(selectionEnd))
    setEmoji(false)
    input.current?.focus()
  }
  return (
    <FilesHere className="composer" onFiles={attach}>
      {subject !== undefined && <SubjectLine subject={subject} onDone={onDone} />}
      <UploadList uploads={uploads} />
      {hasEmoji && <EmojiPicker onPick={insert} onClose={() => setEmoji(false)} />}
      <div className="line">
        <AttachButton onFiles={attach} />
        <TextInput ref={input} text={text} mentions={mentions} onText={write} onCursor={setCursor} onSend={send} onEscape={onDone} />
        <IconButton icon="smile" label={t.emoji} aria-expanded={hasEmoji} onClick={() => setEmoji(!hasEmoji)} />
        {text.trim() === '' ? (
          <Recorder onRecorded={(file) => attach([file])} />
        ) : (
          <IconButton icon="send" label={t.send} className="send" onClick={send} />
        )}
      </div>
    </FilesHere>
  )
}

interface FilesHereProps {
  readonly className: string
  readonly onFiles: (files: readonly File[]) => void
  readonly children: ReactNode
}

/** Takes files that are dropped or pasted. */
function FilesHere({ className, onFiles, children }: FilesHereProps) {
  const take = (event: DragEvent | ClipboardEvent, files: FileList) => {
    if (files.length === 0) return
    event.preventDefault()
    onFiles([...files])
  }
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: who has no pointer uses the button.
    <div
      className={className}
      onDragOver={(event) => event.preventDefault()}
      onDrop={(event) => take(event, event.dataTransfer.files)}
      onPaste={(event) => take(event, event.clipboardData.files)}
    >
      {children}
    </div>
  )
}

function AttachButton({ onFiles }: { readonly onFiles: (files: readonly File[]) => void }) {
  const t = useTexts(texts)
  const input = useRef<HTMLInputElement>(null)
  return (
    <>
      <IconButton icon="attach" label={t.attach} onClick={() => input.current?.click()} />
      <input
        ref={input}
        type="file"
        multiple
        hidden
        onChange={(event) => {
          onFiles([...(event.target.files ?? [])])
          event.target.value = ''
        }}
      />
    </>
  )
}

/** The draft of the conversation or, while something is edited, that. */
function useText(user: string, conversation: string, subject: Subject | undefined): readonly [string, (text: string) => void] {
  const [text, setText] = useState(() => drafts.get(user, conversation))
  const [edited, setEdited] = useState<{ readonly subject: Subject; readonly text: string }>()
  if (subject?.action !== 'edit') {
    const set = (next: string) => {
      setText(next)
      drafts.set(user, conversation, next)
    }
    return [text, set]
  }
  const shown = edited?.subject === subject ? edited.text : subject.about.body
  return [shown, (next) => setEdited({ subject, text: next })]
}
