/** Drawn on a grid of 24, as strokes. */
const drawings = {
  add: 'M12 5v14M5 12h14',
  attach: 'M19 11.5l-7.2 7.2a4.6 4.6 0 0 1-6.5-6.5l7.6-7.6a3 3 0 0 1 4.3 4.3l-7.6 7.6a1.5 1.5 0 0 1-2.1-2.1l6.8-6.8',
  back: 'M15 5l-7 7 7 7',
  bell: 'M6 16v-5a6 6 0 0 1 12 0v5l1.5 2h-15zM10 20.5a2 2 0 0 0 4 0',
  block: 'M12 3.5a8.5 8.5 0 1 1 0 17 8.5 8.5 0 0 1 0-17zM6 6l12 12',
  check: 'M5 12.5l4.5 4.5L19 7.5',
  checks: 'M2.5 12.5L7 17l8.5-9.5M11.5 16l1 1L21 7.5',
  clock: 'M12 3.5a8.5 8.5 0 1 1 0 17 8.5 8.5 0 0 1 0-17zM12 8v4.5l3 2',
  close: 'M6 6l12 12M18 6L6 18',
  copy: 'M9 9h10v11H9zM5 15V4h10',
  down: 'M5 9l7 7 7-7',
  edit: 'M4 20l1-4.5L16 4.5l3.5 3.5-11 11zM13.5 7l3.5 3.5',
  file: 'M6 3.5h8l4 4v13H6zM14 3.5v4h4',
  forward: 'M14 6l6 6-6 6M20 12H9a5 5 0 0 0-5 5v1',
  group:
    'M9 5.5a3 3 0 1 1 0 6 3 3 0 0 1 0-6zM3.5 19c.4-3 2.600-4.500 5.500-4.500s5.100 1.500 5.500 4.500M15.500 6a2.700 2.700 0 0 1 0 5.200M17 14.800c2 .5 3.200 2 3.500 4.200',
  image: 'M4 5h16v14H4zM4 16l4.500-4.500 3.500 3.500 3-3 5 4.500M14.500 8.500h.5',
  info: 'M12 3.5a8.5 8.5 0 1 1 0 17 8.5 8.5 0 0 1 0-17zM12 11v5.500M12 7.500v.5',
  language: 'M12 3.500a8.500 8.500 0 1 1 0 17 8.500 8.500 0 0 1 0-17zM3.500 12h17M12 3.500c-6 6-5 13 0 17M12 3.500c6 6 5 13 0 17',
  leave: 'M10 4H5v16h5M14 8l4 4-4 4M18 12H9',
  mic: 'M12 3.500a2.500 2.500 0 0 1 2.500 2.500v5a2.500 2.500 0 0 1-5 0V6A2.500 2.500 0 0 1 12 3.500zM6.500 11a5.500 5.500 0 0 0 11 0M12 16.500v4',
  moon: 'M19.500 14.500A8 8 0 0 1 9.500 4.500a8 8 0 1 0 10 10z',
  more: 'M12 5.500v.01M12 12v.01M12 18.500v.01',
  mute: 'M6 16v-5a6 6 0 0 1 9.500-4.900M18 11v5l1.500 2H8M4 4l16 16M10 20.500a2 2 0 0 0 4 0',
  person: 'M12 4a4 4 0 1 1 0 8 4 4 0 0 1 0-8zM4.500 20c.5-4 3.500-6 7.500-6s7 2 7.500 6',
  pin: 'M9 4h6l-1 6 3.500 4h-11L10 10zM12 14v6.500',
  play: 'M8 5l11 7-11 7z',
  reply: 'M10 6l-6 6 6 6M4 12h10a6 6 0 0 1 6 6',
  retry: 'M19 12a7 7 0 1 1-2-5l2 2M19 4.500V9h-4.500',
  search: 'M11 4.500a6.500 6.500 0 1 1 0 13 6.500 6.500 0 0 1 0-13zM16 16l4.500 4.500',
  send: 'M4 12l16-7.500L15.500 20l-3.500-6.500zM12 13.500l8-9',
  smile: 'M12 3.500a8.500 8.500 0 1 1 0 17 8.500 8.500 0 0 1 0-17zM8.500 14c1.500 2.500 5.500 2.500 7 0M9 9.500v.01M15 9.500v.01',
  stop: 'M7 7h10v10H7z',
  sun: 'M12 8a4 4 0 1 1 0 8 4 4 0 0 1 0-8zM12 2.500v2M12 19.500v2M2.500 12h2M19.500 12h2M5.300 5.300l1.400 1.400M17.300 17.300l1.400 1.400M5.300 18.700l1.400-1.400M17.300 6.700l1.400-1.400',
  trash: 'M5 7h14M10 7V4.500h4V7M7 7l1 13h8l1-13M10.500 11v5M13.500 11v5',
  up: 'M5 15l7-7 7 7',
  undo: 'M8 5L4 9l4 4M4 9h10a5 5 0 0 1 0 10h-4',
} as const

export type IconName = keyof typeof drawings

/** Says nothing to those who hear the page: what it stands for is in the text beside it, or in the label of its button. */
export function Icon({ name, size = 20 }: { readonly name: IconName; readonly size?: number }) {
  return (
    <svg className="icon-drawing" width={size} height={size} viewBox="0 0 24 24" aria-hidden="true">
      <path d={drawings[name]} />
    </svg>
  )
}
