import type { Ctx, MemberView } from '../../../src/kernel/plugin.js'
import { type FieldKind, fillPattern } from './pattern.js'
import type { CardReading, Fault } from './read-card.js'
import type { CardReader } from './reader.js'

type Text = Pick<Ctx, 'text'>

/** Names in a word of thanks. */
const NAMES = 5
/** A private list longer than this becomes several messages; WeChat cuts texts of some thousand characters. */
const LONGEST = 1_500
/** Up to so many people a list says how each card was meant. */
const EACH = 20
/** What the house prints for a name that must not be printed. */
const unprinted = '一位新成员'

/** `elsewhere`: the right card that somebody has in another room, which is offered to him here. */
export function reminderText(
  ctx: Text,
  reader: CardReader,
  people: readonly MemberView[],
  elsewhere: (view: MemberView) => string | undefined = () => undefined,
): string {
  const { read, pattern } = reader
  const card = (view: MemberView) => elsewhere(view) ?? modelFor(reader, view.card)
  const [only, ...others] = people
  if (only && others.length === 0) return ctx.text('cardRemind', { card: card(only) })
  const lines = people.map(view =>
    ctx.text('cardRemindLine', { name: nameOf(read(view.card), view), card: card(view) }),
  )
  return ctx.text('cardRemindMany', { pattern: fillPattern(pattern, []), lines: lines.join('\n') })
}

export function thanksText(ctx: Text, { read }: CardReader, people: readonly MemberView[]): string {
  const names = people
    .slice(0, NAMES)
    .map(view => nameOf(read(view.card), view))
    .join('、')
  return people.length > NAMES
    ? ctx.text('cardThanksMore', { names, count: people.length })
    : ctx.text('cardThanks', { names })
}

/** By his card, which tells a name from the rest of it; else as the house prints him. */
function nameOf({ called }: CardReading, { name }: MemberView): string {
  return called ?? name
}

/** The gravest thing about a card, in a few words. */
function faultText(ctx: Text, faults: readonly Fault[], missing: readonly string[]): string {
  const worst = gravest.find(fault => faults.includes(fault)) ?? 'missing'
  if (worst === 'missing' && missing.length > 0)
    return ctx.text('cardFault.missingFields', { fields: missing.join('、') })
  return ctx.text(`cardFault.${worst}`)
}

const gravest: readonly Fault[] = ['authority', 'ad', 'template', 'separator', 'missing', 'many', 'order']

/** What a card should look like. Who copied the template is shown one that is filled in: his own again would not help. */
function modelFor(reader: CardReader, card: string): string {
  const reading = reader.read(card)
  if (reading.ok) return reading.card
  const copied = reading.faults.includes('template') || reading.example === card.trim()
  return copied ? sampleCard(reader, reading.called) : reading.example
}

/** A card of this shape as somebody might have it. */
export function sampleCard({ pattern }: CardReader, called?: string): string {
  return fillPattern(
    pattern,
    pattern.fields.map(({ kind }) => (kind === 'name' ? (called ?? samples.name) : samples[kind])),
  )
}

const samples: Readonly<Partial<Record<FieldKind, string>>> = {
  place: '深圳',
  trade: '设计师',
  name: '林小雨',
  year: '2015届',
}

/**
 * What one person is told about his own card: 「缺职业，请写成「深圳-职业-张三」这样」. `elsewhere`: the right one that he has in
 * another room.
 */
export function ownText(ctx: Text, reader: CardReader, card: string, elsewhere?: string): string {
  const reading = reader.read(card)
  if (reading.ok) return ctx.text('cardRight')
  const fault = faultText(ctx, reading.faults, reading.missing)
  return ctx.text('cardWrong', { fault, card: elsewhere ?? modelFor(reader, card) })
}

/** People out of shape, by what is wrong, in as many messages as it takes. `old`: how many more are as they were. */
export function listTexts(
  ctx: Pick<Ctx, 'text' | 'room'>,
  reader: CardReader,
  people: readonly MemberView[],
  { old = 0 }: { old?: number } = {},
): string[] {
  const byFault = new Map<string, string[]>()
  for (const view of people) {
    const reading = reader.read(view.card)
    if (reading.ok) continue
    const fault = faultText(ctx, reading.faults, reading.missing)
    const name = nameOf(reading, view)
    const meant = people.length <= EACH ? reading.suggestion : undefined
    const line = meant === undefined || name === unprinted ? name : ctx.text('cardListMeant', { name, card: meant })
    byFault.set(fault, [...(byFault.get(fault) ?? []), line])
  }
  const entries = [...byFault].flatMap(([fault, names]) =>
    cut(names.filter(name => name !== unprinted)).map(some =>
      ctx.text('cardListLine', { fault, names: some.join('、') }),
    ),
  )
  const unnamed = [...byFault.values()].flat().filter(name => name === unprinted).length
  if (unnamed > 0) entries.push(ctx.text('cardListUnnamed', { count: unnamed }))
  if (old > 0) entries.push(ctx.text('cardListOld', { count: old }))
  const pages = paged(entries)
  const { name: topic } = ctx.room
  return pages.map((page, index) => {
    const lines = page.join('\n')
    return index === 0
      ? ctx.text('cardList', { topic, count: people.length, pattern: fillPattern(reader.pattern, []), lines })
      : ctx.text('cardListMore', { topic, part: index + 1, parts: pages.length, lines })
  })
}

/** Names of one fault that are too many for a message. */
function cut(names: readonly string[]): string[][] {
  const parts: string[][] = []
  let length = LONGEST
  for (const name of names) {
    if (length + name.length > LONGEST * 0.8) {
      parts.push([])
      length = 0
    }
    parts.at(-1)?.push(name)
    length += name.length + 1
  }
  return parts
}

function paged(lines: readonly string[]): string[][] {
  const pages: string[][] = [[]]
  let length = 0
  for (const line of lines) {
    if (length + line.length > LONGEST && length > 0) {
      pages.push([])
      length = 0
    }
    pages.at(-1)?.push(line)
    length += line.length + 1
  }
  return pages
}
