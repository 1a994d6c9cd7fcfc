import type { Board, Calendar, DayMark } from '../../domain/board.js'
import { type Pen, plainPen } from './pen.js'

/** Pixels; a phone shows 720 sharply and a chat scales it down to a third. */
const WIDTH = 720
const MARGIN = 48
const HEAD = 176
const FIGURES = 150
const ROW = 52
const FOOT = 88
/** A calendar: its headings, a week, what the marks mean. */
const WEEKDAYS = 44
const WEEK = 78
const LEGEND = 64
/** More rows make a picture that nobody reads on a phone. */
const MOST_ROWS = 30

const ink = '#1f2933'
const pale = '#7b8794'
const green = '#2f9e6e'
const amber = '#e0a030'
const trough = '#e4ece8'
const ground = '#f7faf8'

/** A board as SVG. Pure; everything that is text is cut to what its place holds, and written by the pen. */
export function draw(board: Board, pen: Pen = plainPen): string {
  const { title, subtitle, figures, calendar, note } = board
  const rows = board.rows.slice(0, MOST_ROWS)
  const calendarTop = HEAD + (figures.length > 0 ? FIGURES : 0)
  const rowsTop = calendarTop + (calendar ? calendarHeight(calendar) : 0)
  const height = rowsTop + rows.length * ROW + FOOT
  const line = lineWith(pen)
  const full = WIDTH - 2 * MARGIN
  const left = rowsFrom(rows, pen)
  const parts = [
    `<rect width="${WIDTH}" height="${height}" fill="${ground}"/>`,
    `<rect width="${WIDTH}" height="12" fill="${green}"/>`,
    line(title, { x: MARGIN, y: 88, size: 40, width: full, fill: ink, bold: true }),
    line(subtitle, { x: MARGIN, y: 134, size: 24, width: full, fill: pale }),
    ...figures.slice(0, 4).flatMap((each, at) => figure(line, each, at, Math.min(figures.length, 4))),
    ...(calendar ? month(line, calendar, calendarTop) : []),
    ...rows.flatMap((row, at) => bar(line, row, { left, y: rowsTop + at * ROW })),
    line(note, { x: MARGIN, y: height - 36, size: 20, width: full, fill: pale }),
  ]
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${WIDTH}" height="${height}" viewBox="0 0 ${WIDTH} ${height}">${parts.join('')}</svg>`
}

interface Place {
  x: number
  y: number
  size: number
  /** What does not fit into it is cut. */
  width: number
  fill: string
  bold?: boolean
  /** The text stands in the middle of its width. */
  centred?: boolean
}

type Line = (text: string, place: Place) => string

/** Writes a line into its place, or as much of it as the place holds. */
function lineWith(pen: Pen): Line {
  return (text, { x, width, centred = false, ...style }) => {
    const kept = cut(text, width, letter => pen.width(letter, style.size, style.bold))
    const inset = centred ? Math.max(0, width - pen.width(kept, style.size, style.bold)) / 2 : 0
    return pen.write(kept, { ...style, x: x + inset })
  }
}

function figure(line: Line, { value, label }: Board['figures'][number], at: number, count: number): string[] {
  const width = (WIDTH - 2 * MARGIN) / count
  const x = MARGIN + at * width
  return [
    line(value, { x, y: HEAD + 52, size: 48, width: width - 8, fill: green, bold: true }),
    line(label, { x, y: HEAD + 94, size: 22, width: width - 12, fill: ink }),
  ]
}

/** Where the bars begin: behind the longest label, within reason. */
function rowsFrom(rows: Board['rows'], pen: Pen): number {
  const longest = Math.max(0, ...rows.map(({ label }) => pen.width(oneLine(label), 24)))
  return Math.ceil(MARGIN + Math.min(336, Math.max(156, longest)) + 12)
}

function bar(line: Line, { label, value, share }: Board['rows'][number], at: { left: number; y: number }): string[] {
  const { left, y } = at
  const most = WIDTH - MARGIN - left - 96
  const length = Math.round(most * Math.min(1, Math.max(0, share)))
  const rect = (width: number, fill: string) =>
    `<rect x="${left}" y="${y + 6}" width="${width}" height="26" rx="6" fill="${fill}"/>`
  return [
    line(label, { x: MARGIN, y: y + 26, size: 24, width: left - MARGIN - 12, fill: ink }),
    rect(most, trough),
    ...(length > 0 ? [rect(length, green)] : []),
    line(value, { x: WIDTH - MARGIN - 84, y: y + 27, size: 24, width: 84, fill: ink }),
  ]
}

function calendarHeight({ before, days }: Calendar): number {
  return WEEKDAYS + Math.ceil((before + days.length) / 7) * WEEK + LEGEND
}

/** A month: headings, then a week a line, each day a circle with its number, and below what the circles mean. */
function month(line: Line, { weekdays, before, days, legend }: Calendar, top: number): string[] {
  const width = (WIDTH - 2 * MARGIN) / 7
  const headings = weekdays
    .slice(0, 7)
    .map((name, at) => line(name, { x: MARGIN + at * width, y: top + 22, size: 20, width, fill: pale, centred: true }))
  const circles = days.flatMap((mark, at) => {
    const place = before + at
    const x = MARGIN + (place % 7) * width
    const y = top + WEEKDAYS + Math.floor(place / 7) * WEEK + 34
    return [
      circle(mark, x + width / 2, y, 29),
      line(String(at + 1), { x, y: y + 8, size: 22, width, fill: looks[mark].ink, centred: true }),
    ]
  })
  const legendTop = top + WEEKDAYS + Math.ceil((before + days.length) / 7) * WEEK
  const step = (WIDTH - 2 * MARGIN) / Math.max(1, legend.length)
  const meanings = legend.flatMap(({ mark, label }, at) => [
    circle(mark, MARGIN + at * step + 10, legendTop + 20, 10),
    line(label, { x: MARGIN + at * step + 28, y: legendTop + 28, size: 20, width: step - 36, fill: ink }),
  ])
  return [...headings, ...circles, ...meanings]
}

/** How a day looks: its circle, and the number in it. */
const looks: Readonly<Record<DayMark, { fill: string; stroke: string; ink: string }>> = {
  came: { fill: green, stroke: green, ink: '#ffffff' },
  madeUp: { fill: amber, stroke: amber, ink: '#ffffff' },
  missed: { fill: 'none', stroke: '#b8c2bd', ink: pale },
  rest: { fill: trough, stroke: trough, ink: pale },
  ahead: { fill: 'none', stroke: 'none', ink: '#b8c2bd' },
}

function circle(mark: DayMark, x: number, y: number, radius: number): string {
  const { fill, stroke } = looks[mark]
  return `<circle cx="${Math.round(x)}" cy="${y}" r="${radius}" fill="${fill}" stroke="${stroke}" stroke-width="2"/>`
}

/** As much of a text as a width holds, `…` at the end where something is missing. */
function cut(text: string, width: number, widthOf: (letter: string) => number): string {
  const whole = oneLine(text)
  const room = width - widthOf('…')
  let used = 0
  let fitting = 0
  for (const letter of whole) {
    used += widthOf(letter)
    if (used <= room) fitting += letter.length
    if (used > width) return `${whole.slice(0, fitting)}…`
  }
  return whole
}

function oneLine(text: string): string {
  return text.replace(/[\p{C}\p{Z}]+/gu, ' ')
}
