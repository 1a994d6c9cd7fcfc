import type { Board } from '../../domain/board.js'

/** Pixels; a phone shows 720 sharply and a chat scales it down to a third. */
const WIDTH = 720
const MARGIN = 48
const HEAD = 176
const FIGURES = 150
const ROW = 52
const FOOT = 88

const ink = '#1f2933'
const pale = '#7b8794'
const green = '#2f9e6e'
const ground = '#f7faf8'

/** A board as SVG. Pure; everything that is text is escaped, and cut to what its place holds. */
export function draw({ title, subtitle, figures, rows, note }: Board): string {
  const rowsTop = HEAD + (figures.length > 0 ? FIGURES : 0)
  const height = rowsTop + rows.length * ROW + FOOT
  const parts = [
    `<rect width="${WIDTH}" height="${height}" fill="${ground}"/>`,
    `<rect width="${WIDTH}" height="12" fill="${green}"/>`,
    words(cut(title, 40, WIDTH - 2 * MARGIN), { x: MARGIN, y: 88, size: 40, fill: ink, bold: true }),
    words(cut(subtitle, 24, WIDTH - 2 * MARGIN), { x: MARGIN, y: 134, size: 24, fill: pale }),
    ...figures.slice(0, 4).flatMap(({ value, label }, at) => figure(value, label, at, Math.min(figures.length, 4))),
    ...rows.flatMap((row, at) => bar(row, rowsTop + at * ROW)),
    words(cut(note, 20, WIDTH - 2 * MARGIN), { x: MARGIN, y: height - 36, size: 20, fill: pale }),
  ]
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${WIDTH}" height="${height}" viewBox="0 0 ${WIDTH} ${height}">${parts.join('')}</svg>`
}

function figure(value: string, label: string, at: number, count: number): string[] {
  const width = (WIDTH - 2 * MARGIN) / count
  const x = MARGIN + at * width
  return [
    words(cut(value, 48, width - 8), { x, y: HEAD + 52, size: 48, fill: green, bold: true }),
    words(cut(label, 22, width - 12), { x, y: HEAD + 94, size: 22, fill: ink }),
  ]
}

function bar({ label, value, share }: Board['rows'][number], y: number): string[] {
  const left = 216
  const most = WIDTH - MARGIN - left - 96
  const length = Math.round(most * Math.min(1, Math.max(0, share)))
  return [
    words(cut(label, 24, left - MARGIN - 12), { x: MARGIN, y: y + 26, size: 24, fill: ink }),
    `<rect x="${left}" y="${y + 6}" width="${most}" height="26" rx="6" fill="#e4ece8"/>`,
    ...(length > 0 ? [`<rect x="${left}" y="${y + 6}" width="${length}" height="26" rx="6" fill="${green}"/>`] : []),
    words(cut(value, 24, 84), { x: WIDTH - MARGIN - 84, y: y + 27, size: 24, fill: ink }),
  ]
}

interface Style {
  x: number
  y: number
  size: number
  fill: string
  bold?: boolean
}

function words(content: string, { x, y, size, fill, bold = false }: Style): string {
  const weight = bold ? ' font-weight="bold"' : ''
  return `<text x="${x}" y="${y}" font-size="${size}" fill="${fill}"${weight}>${escaped(content)}</text>`
}

/** As much of a text as a width holds: a Chinese character is as wide as it is high, others are a bit more than half. */
function cut(content: string, size: number, width: number): string {
  let used = 0
  let kept = ''
  for (const character of content.replace(/[\p{C}\p{Z}]+/gu, ' ')) {
    used += /[\u0020-\u2fff]/.test(character) ? size * 0.58 : size
    if (used > width) return `${kept.slice(0, -1)}…`
    kept += character
  }
  return kept
}

function escaped(content: string): string {
  return content.replace(/[&<>"']/g, unit => `&#${unit.charCodeAt(0)};`)
}
