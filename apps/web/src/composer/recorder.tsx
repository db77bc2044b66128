import { IconButton, useTexts } from '@magpie-im/ui'
import { useEffect, useRef, useState } from 'react'
import { useNotices } from '../notices.tsx'
import { texts } from '../texts.ts'
import { formatDuration } from '../timeline/content.ts'

/** A recording ends by itself then. */
const longestSeconds = 300

/** A voice message, and how long it is. */
export class Recording extends File {
  readonly seconds: number

  constructor(parts: Blob[], type: string, seconds: number) {
    super(parts, `voice.${type.includes('mp4') ? 'm4a' : 'webm'}`, { type })
    this.seconds = seconds
  }
}

export function Recorder({ onRecorded }: { readonly onRecorded: (file: Recording) => void }) {
  const t = useTexts(texts)
  const { say } = useNotices()
  const [seconds, setSeconds] = useState<number>()
  const running = useRef<MediaRecorder>(undefined)
  const isKept = useRef(true)
  useEffect(() => () => stop(running.current, isKept, false), [])
  useEffect(() => {
    if (seconds === undefined) return
    const timer = setTimeout(() => (seconds < longestSeconds ? setSeconds(seconds + 1) : stop(running.current, isKept, true)), 1000)
    return () => clearTimeout(timer)
  }, [seconds])
  const start = async () => {
    const stream = await navigator.mediaDevices?.getUserMedia({ audio: true }).catch(() => undefined)
    if (stream === undefined) return say(t.noMicrophone)
    const began = performance.now()
    const parts: Blob[] = []
    const recorder = new MediaRecorder(stream)
    recorder.addEventListener('dataavailable', ({ data }) => parts.push(data))
    recorder.addEventListener('stop', () => {
      for (const track of stream.getTracks()) track.stop()
      setSeconds(undefined)
      if (isKept.current) onRecorded(new Recording(parts, recorder.mimeType, Math.max(1, Math.round((performance.now() - began) / 1000))))
    })
    running.current = recorder
    recorder.start()
    setSeconds(0)
  }
  if (seconds === undefined) return <IconButton icon="mic" label={t.record} onClick={() => void start()} />
  return (
    <span className="recording">
      <span role="timer">{formatDuration(seconds)}</span>
      <IconButton icon="close" label={t.cancelRecording} onClick={() => stop(running.current, isKept, false)} />
      <IconButton icon="send" label={t.stopRecording} className="send" onClick={() => stop(running.current, isKept, true)} />
    </span>
  )
}

function stop(recorder: MediaRecorder | undefined, isKept: { current: boolean }, keep: boolean): void {
  isKept.current = keep
  if (recorder?.state === 'recording') recorder.stop()
}
