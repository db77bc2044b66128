import { escapeXml } from './format.ts'
import { flameStyle } from './style.ts'

/** A tree in which a frame is as wide as the time that was spent in it and in what it called. */
export interface FlameStack {
  /** From the outermost inwards. */
  readonly frames: readonly { readonly name: string; readonly file: string }[]
  readonly weight: number
}

interface FlameNode {
  readonly name: string
  readonly file: string
  weight: number
  readonly children: Map<string, FlameNode>
}

const width = 1600
const rowHeight = 17
const top = 60
const leastShare = 0.0005
const characterWidth = 6.3

/** Draws it as an SVG document; what is below a half per mille is left out. Who points at a frame reads its name, file and share. */
export function drawFlames(title: string, stacks: readonly FlameStack[]): string {
  const root = grow(stacks)
  const least = root.weight * leastShare
  const height = top + (depthOf(root, least) + 1) * rowHeight + 16
  const boxes: string[] = []
  draw(root, { x: 0, depth: 0 }, { boxes, least, total: root.weight })
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" role="img" aria-label="${escapeXml(title)}">`,
    `<style>${flameStyle}</style>`,
    `<rect class="page" width="${width}" height="${height}"/>`,
    `<text x="12" y="30" class="title">${escapeXml(title)}</text>`,
    ...boxes,
    '</svg>\n',
  ].join('\n')
}

function grow(stacks: readonly FlameStack[]): FlameNode {
  const root: FlameNode = { name: 'all', file: '', weight: 0, children: new Map() }
  for (const { frames, weight } of stacks) {
    let node = root
    node.weight += weight
    for (const { name, file } of frames) {
      const key = `${name} ${file}`
      const child = node.children.get(key) ?? { name, file, weight: 0, children: new Map() }
      node.children.set(key, child)
      child.weight += weight
      node = child
    }
  }
  return root
}

function childrenOf({ children }: FlameNode, least: number): FlameNode[] {
  return [...children.values()].filter(({ weight }) => weight >= least).sort((a, b) => b.weight - a.weight)
}

function depthOf(node: FlameNode, least: number): number {
  return childrenOf(node, least).reduce((deepest, child) => Math.max(deepest, 1 + depthOf(child, least)), 0)
}

interface Drawing {
  readonly boxes: string[]
  readonly least: number
  readonly total: number
}

function draw(node: FlameNode, { x, depth }: { readonly x: number; readonly depth: number }, drawing: Drawing): void {
  const { boxes, least, total } = drawing
  const wide = (node.weight / total || 0) * width
  const y = top + depth * rowHeight
  const about = `${node.name}${node.file === '' ? '' : ` ${node.file}`}: ${((node.weight / total || 0) * 100).toFixed(2)} %`
  const room = Math.floor((wide - 6) / characterWidth)
  const label = room < 3 ? '' : `<text x="${fixed(x + 3)}" y="${y + 12}">${escapeXml(node.name.slice(0, room))}</text>`
  boxes.push(
    `<g><title>${escapeXml(about)}</title><rect class="f${hueOf(node.file)}" x="${fixed(x)}" y="${y}" width="${fixed(wide)}" height="${rowHeight - 1}"/>${label}</g>`,
  )
  let left = x
  for (const child of childrenOf(node, least)) {
    draw(child, { x: left, depth: depth + 1 }, drawing)
    left += (child.weight / total) * width
  }
}

/** One colour for a package, another for what is not ours. */
function hueOf(file: string): number {
  const owner = /^packages\/([^/]+)/u.exec(file)?.[1]
  if (owner === undefined) return 0
  return 1 + ([...owner].reduce((sum, character) => sum + character.charCodeAt(0), 0) % 6)
}

function fixed(value: number): number {
  return Math.round(value * 10) / 10
}
