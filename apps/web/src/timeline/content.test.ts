import { expect, it } from 'vitest'
import { formatDuration, formatSize, parseContent, piecesOf } from './content.ts'

it('a picture says where it is and how large', () => {
  expect(parseContent('{"url":"file:4f0c","name":"cat.jpg","width":800,"height":600,"size":2048}')).toMatchObject({
    ...{ file: '4f0c', url: undefined, name: 'cat.jpg', width: 800, height: 600, size: 2048 },
  })
  expect(parseContent('{"url":"https://example.org/a.png"}')).toMatchObject({ file: undefined, url: 'https://example.org/a.png' })
})

it.each(['', 'hello', 'null', '7', '[1]', '{"url":7,"width":"wide","height":-1}', '{"url":"javascript:alert(1)"}'])(
  'a body that says something else (%j) has nothing to open',
  (body) => {
    expect(parseContent(body)).toMatchObject({ file: undefined, url: undefined, name: '', width: 0, height: 0 })
  },
)

it('links in a text are links, without the full stop behind them', () => {
  expect(piecesOf('See https://magpie.example/a?b=1, or not.')).toEqual([
    { text: 'See ' },
    { text: 'https://magpie.example/a?b=1', href: 'https://magpie.example/a?b=1' },
    { text: ', or not.' },
  ])
  expect(piecesOf('看https://example.org/页。好')).toEqual([
    { text: '看' },
    { text: 'https://example.org/页', href: 'https://example.org/页' },
    { text: '。好' },
  ])
  expect(piecesOf('javascript:alert(1)')).toEqual([{ text: 'javascript:alert(1)' }])
})

it('sizes and durations are short', () => {
  expect([formatSize(5), formatSize(2048), formatSize(5_500_000)]).toEqual(['5 B', '2 KB', '5.2 MB'])
  expect([formatDuration(5), formatDuration(65.4)]).toEqual(['0:05', '1:05'])
})
