// Draws the pictures of docs/architecture.md as SVG, from the few facts below; the same facts give the same bytes.
//   node scripts/draw-architecture.mjs           writes docs/pictures/*.svg
//   node scripts/draw-architecture.mjs --check   writes nothing; exit 1 when they are not what this file draws
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const folder = fileURLToPath(new URL('../docs/pictures/', import.meta.url))

/** From the roof to the ground; what shares a floor does not import each other. */
const floors = [
  { fill: 'upper', parts: { cli: ['the commands of the terminal; turns the puppet’s name into a puppet'] } },
  { fill: 'upper', parts: { sandbox: ['a WeChat to play with, its puppet, the virtual clock, scenarios'] } },
  { fill: 'upper', parts: { app: ['the one place where everything is wired'] } },
  { fill: 'middle', parts: { plugins: ['admission · rules · check-in · topics · capacity'] } },
  { fill: 'middle', parts: { kernel: ['lanes, commands, roles, cases, questions, books: all that a plugin sees'] } },
  {
    fill: 'lower',
    parts: {
      chat: ['speaks Wechaty:', 'gateway, identity, roster'],
      config: ['YAML in, a checked', 'config out'],
      queue: ['speaks BullMQ:', 'outbox, timers, pacing'],
    },
  },
  {
    fill: 'lower',
    parts: {
      redis: ['connection, embedded server, collections, backup'],
      text: ['canonical text, numbers, dates, safe names'],
    },
  },
  { fill: 'ground', parts: { domain: ['the vocabulary as types; imports nothing of ours'] } },
]

/** Stations by name: where, how large, what is written in them. */
const stations = {
  wechat: { x: 40, y: 20, w: 880, h: 46, fill: 'outside', title: 'WeChat' },
  puppet: { x: 40, y: 106, w: 260, h: 46, fill: 'outside', title: 'puppet', lines: ['any Wechaty puppet'] },
  gateway: {
    x: 40,
    y: 192,
    w: 260,
    h: 84,
    fill: 'lower',
    title: 'chat / gateway',
    lines: ['session ids → our keys', 'raw payload → typed parts', 'notices → a look at the roster'],
  },
  lane: {
    x: 40,
    y: 330,
    w: 260,
    h: 84,
    fill: 'middle',
    title: 'kernel / host: the room’s lane',
    lines: [
      'one room in order, rooms side by side',
      'known message id? then nothing',
      'an answer to a question? then that',
    ],
  },
  phases: {
    x: 350,
    y: 330,
    w: 260,
    h: 84,
    fill: 'upper',
    title: 'plugins',
    lines: [
      'gate → guard → command → activity',
      'a phase may end the journey',
      'ctx.say, ctx.accuse, ctx.ask, ctx.later',
    ],
  },
  outbox: {
    x: 660,
    y: 330,
    w: 260,
    h: 84,
    fill: 'lower',
    title: 'queue / outbox',
    lines: [
      'one record an action, id from its cause',
      'kick, reply, invite, create, proactive',
      'the best one that pacing allows now',
    ],
  },
  perform: {
    x: 660,
    y: 192,
    w: 260,
    h: 84,
    fill: 'lower',
    title: 'chat / acting',
    lines: ['perform: hand it to WeChat', 'look: did it happen?', 'done, refused, failed or unknown'],
  },
  settled: {
    x: 350,
    y: 192,
    w: 260,
    h: 84,
    fill: 'middle',
    title: 'settled',
    lines: [
      'the outcome, as an event of its own:',
      'the case says what really happened,',
      '“removed” only after it was seen',
    ],
  },
  timers: {
    x: 350,
    y: 468,
    w: 260,
    h: 46,
    fill: 'lower',
    title: 'queue / timers',
    lines: ['runs at a time, remembered by id'],
  },
  redis: {
    x: 40,
    y: 556,
    w: 880,
    h: 46,
    fill: 'outside',
    title: 'Redis',
    lines: ['all state; what a lane’s commit has written is accepted, and survives a kill at any point'],
  },
}

/** Ways between stations: points, and what is said beside them. */
const ways = [
  { from: [170, 66], to: [170, 106] },
  { from: [170, 152], to: [170, 192] },
  { from: [170, 276], to: [170, 330], label: 'event', at: [180, 308] },
  { from: [300, 372], to: [350, 372] },
  { from: [610, 372], to: [660, 372], label: 'action', at: [618, 364] },
  { from: [790, 330], to: [790, 276], label: 'when it may leave', at: [800, 308] },
  { from: [790, 192], to: [790, 66] },
  { from: [660, 234], to: [610, 234], label: 'result', at: [618, 226] },
  { from: [350, 262], via: [[250, 296]], to: [250, 330], label: 'event', at: [262, 318], curve: true },
  { from: [480, 414], to: [480, 468], label: 'ctx.later', at: [488, 446] },
  { from: [350, 491], via: [[230, 491]], to: [230, 414], label: 'due: the same lane', at: [240, 482] },
  { from: [110, 414], to: [110, 556], label: 'one commit a batch', at: [118, 540], dashed: true },
  { from: [790, 414], to: [790, 556], label: 'records', at: [798, 540], dashed: true },
]

const colours = {
  outside: ['#eef1f4', '#8a949e'],
  lower: ['#e3f0ea', '#4f8f73'],
  middle: ['#fdf1da', '#b98a2f'],
  upper: ['#e5ecf8', '#5277b5'],
  ground: ['#f0e9e2', '#93785c'],
}
const ink = '#22272c'
const faint = '#56606a'

function drawFloors() {
  const [left, width, height, gap, top] = [150, 660, 58, 8, 92]
  const shapes = []
  // The roof.
  shapes.push(
    `<path d="M${left - 24} ${top - 8} L${left + width / 2} 20 L${left + width + 24} ${top - 8} Z" fill="#f7e3dc" stroke="#b5674a"/>`,
  )
  shapes.push(text(left + width / 2, 70, 'Qunguan', { size: 17, weight: 600, anchor: 'middle' }))
  floors.forEach(({ fill, parts }, index) => {
    const y = top + index * (height + gap)
    const names = Object.keys(parts)
    const w = (width - gap * (names.length - 1)) / names.length
    names.forEach((title, place) => {
      shapes.push(box({ x: left + place * (w + gap), y, w, h: height, fill, title, lines: parts[title] }))
    })
  })
  const bottom = top + floors.length * (height + gap) - gap
  shapes.push(arrow({ from: [left + width + 60, top + 6], to: [left + width + 60, bottom - 6] }))
  shapes.push(...sideways(left + width + 84, (top + bottom) / 2, 'imports only go down'))
  shapes.push(arrow({ from: [left - 60, bottom - 6], to: [left - 60, top + 6], dashed: true }))
  shapes.push(
    ...sideways(
      left - 76,
      (top + bottom) / 2,
      'what must go up (an event, a due timer, a result) is a function that app hands down',
    ),
  )
  return svg(960, bottom + 24, 'The floors of the house', shapes)
}

function drawMessage() {
  const shapes = [...ways.map(arrow), ...Object.values(stations).map(box)]
  return svg(960, 622, 'The way of a message', shapes)
}

function box({ x, y, w, h, fill, title, lines = [] }) {
  const [inside, border] = colours[fill]
  const middle = x + w / 2
  const first = y + (h - lines.length * 16 - 16) / 2 + 14
  return [
    `<rect x="${x}" y="${y}" width="${w}" height="${h}" rx="6" fill="${inside}" stroke="${border}"/>`,
    text(middle, first, title, { size: 14, weight: 600, anchor: 'middle' }),
    ...lines.map((line, index) => text(middle, first + 17 + index * 16, line, { anchor: 'middle', fill: faint })),
  ].join('\n')
}

function arrow({ from, via = [], to, label, at, dashed = false, curve = false }) {
  const points = [from, ...via, to].map(point => point.join(' '))
  const path = curve ? `M${points[0]} Q${points[1]} ${points[2]}` : `M${points.join(' L')}`
  const line = `<path d="${path}" fill="none" stroke="${faint}" stroke-width="1.4"${dashed ? ' stroke-dasharray="5 4"' : ''} marker-end="url(#tip)"/>`
  return label === undefined ? line : `${line}\n${text(at[0], at[1], label, { fill: faint, size: 11 })}`
}

/** A line of text that reads upwards, centred at (x, y). */
function sideways(x, y, words) {
  return [`<g transform="translate(${x} ${y}) rotate(-90)">${text(0, 0, words, { anchor: 'middle', fill: faint })}</g>`]
}

function text(x, y, words, { size = 12, weight = 400, anchor = 'start', fill = ink } = {}) {
  return `<text x="${x}" y="${y}" font-size="${size}" font-weight="${weight}" text-anchor="${anchor}" fill="${fill}">${escaped(words)}</text>`
}

function svg(width, height, title, shapes) {
  return `${[
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" font-family="system-ui, 'Segoe UI', 'PingFang SC', 'Noto Sans CJK SC', sans-serif" role="img">`,
    `<title>${escaped(title)}</title>`,
    `<defs><marker id="tip" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="8" markerHeight="8" orient="auto"><path d="M0 0 L8 4 L0 8 Z" fill="${faint}"/></marker></defs>`,
    `<rect width="${width}" height="${height}" rx="10" fill="#ffffff"/>`,
    ...shapes,
    '</svg>',
  ].join('\n')}\n`
}

function escaped(words) {
  return words.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')
}

const pictures = { 'floors.svg': drawFloors(), 'message.svg': drawMessage() }
if (process.argv.includes('--check')) {
  const old = Object.entries(pictures).filter(([name, drawn]) => readFileSync(join(folder, name), 'utf8') !== drawn)
  for (const [name] of old) console.error(`docs/pictures/${name} is not up to date: node scripts/draw-architecture.mjs`)
  process.exitCode = old.length > 0 ? 1 : 0
} else {
  mkdirSync(folder, { recursive: true })
  for (const [name, drawn] of Object.entries(pictures)) writeFileSync(join(folder, name), drawn)
}
