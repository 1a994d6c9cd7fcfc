import { isChineseName, isLikeName, isTitled } from './names.js'
import type { Field, FieldKind } from './pattern.js'
import { endsLikePlace, isPlace } from './places.js'
import { isTrade, isTradeWord } from './trades.js'

/** More fields than these are not tried in every order. */
const PERMUTED = 6
/** How much better another order must be before it is called the right one: one certain value in its place, and one out of another's. */
const CLEARLY = 5

const company =
  /(?:公司|集团|银行|大学|学院|医院|中学|小学|工作室|事务所|研究院|研究所|科技|股份|有限|控股|实业|传媒|university|inc|ltd|corp)$|^(?:腾讯|阿里|阿里巴巴|百度|字节|字节跳动|华为|小米|京东|美团|网易|滴滴|拼多多|顺丰|比亚迪|平安|招商银行|中兴|联想|大疆|微软|谷歌|苹果|google|microsoft|apple|tencent|alibaba)$/iu
const year = /^(?:19|20)?\d{2}(?:届|级|年|班)?$/u

/** What the tables tell of a value. */
interface Facts {
  trade: boolean
  place: boolean
  business: boolean
  dated: boolean
  /** 2: surname and given name · 1: may well be what somebody is called. */
  named: 0 | 1 | 2
  value: string
}

function factsOf(value: string): Facts {
  const written = value.trim()
  return {
    trade: isTrade(value),
    place: isPlace(value),
    business: company.test(written),
    dated: year.test(written),
    named: isChineseName(value) ? 2 : isLikeName(value) ? 1 : 0,
    value,
  }
}

/** How well a value suits a kind of field: 3 certainly, below 0 hardly. */
function suits({ trade, place, business, dated, named, value }: Facts, kind: FieldKind): number {
  switch (kind) {
    case 'other':
      return 0
    case 'place':
      return place ? 3 : trade || business ? -3 : endsLikePlace(value) ? 1 : named > 0 ? -1 : 0
    case 'trade':
      return trade ? 3 : place ? -3 : business ? 0 : named > 0 ? -1 : 0
    case 'company':
      return business ? 3 : place ? -2 : named > 0 ? -1 : 0
    case 'year':
      return dated ? 3 : -1
    case 'name':
      return asName({ trade, place, business, dated, named, value })
  }
}

function asName({ trade, place, business, dated, named, value }: Facts): number {
  if (dated) return -3
  if (place) return named > 0 ? -1 : -3
  if (business) return named > 0 ? 0 : -3
  if (endsLikePlace(value) && [...value].length > 2) return -1
  if (!trade) return named
  // 王老师 is called so; 公务员 is nobody of the name of 公.
  return isTradeWord(value) ? -3 : isTitled(value) ? 1 : named === 2 ? -1 : -3
}

/** Nothing speaks against this value in this field. */
export function isLikely(value: string, field: Field | undefined): boolean {
  return field !== undefined && suits(factsOf(value), field.kind) > -2
}

/** A city, a trade and a name as our tables have them, and nothing beside. */
export function isPlain(value: string, field: Field | undefined): boolean {
  if (field?.kind === 'place') return isPlace(value)
  if (field?.kind === 'trade') return isTradeWord(value)
  return field?.kind === 'name' && isChineseName(value)
}

/** The values in the order that was clearly meant; undefined where the present one may well be. */
export function bestOrder(values: readonly string[], fields: readonly Field[]): string[] | undefined {
  if (fields.length > PERMUTED || fields.filter(({ kind }) => kind !== 'other').length < 2) return undefined
  const worth = worthOf(values, fields)
  const present = worth.reduce((sum, row, index) => sum + (row[index] ?? 0), 0)
  const atMost = fields.reduce((sum, _, field) => sum + Math.max(...worth.map(row => row[field] ?? 0)), 0)
  if (atMost - present < CLEARLY) return undefined
  const order = arranged(worth, fields.length)
  const best = order.reduce<number>(
    (sum, index, field) => sum + (index === undefined ? 0 : (worth[index]?.[field] ?? 0)),
    0,
  )
  if (best - present < CLEARLY) return undefined
  return order.flatMap(index => (index === undefined ? [] : (values[index] ?? [])))
}

/**
 * As many of these values as there are fields for, each where it suits best; of equals the order they were written in.
 * A field that gets none is undefined.
 */
export function placed(values: readonly string[], fields: readonly Field[]): (string | undefined)[] {
  if (fields.length > PERMUTED || fields.every(({ kind }) => kind === 'other'))
    return fields.map((_, index) => values[index])
  const some = values.slice(0, PERMUTED)
  return arranged(worthOf(some, fields), fields.length).map(index => (index === undefined ? undefined : some[index]))
}

/** A trade where a place belongs, a city where a trade belongs: with no better order, that field was not filled. */
export function isMisplaced(
  value: string,
  index: number,
  values: readonly string[],
  fields: readonly Field[],
): boolean {
  const kind = fields[index]?.kind ?? 'other'
  if (kind !== 'place' && kind !== 'trade' && kind !== 'name') return false
  const facts = factsOf(value)
  if (suits(facts, kind) > -3) return false
  // A nickname may be the name of a city; a second trade is none.
  return kind !== 'name' || (facts.trade && !facts.place && values.length > 1)
}

/** How well each value suits each field. */
function worthOf(values: readonly string[], fields: readonly Field[]): number[][] {
  return values.map(value => {
    const facts = factsOf(value)
    return fields.map(({ kind }) => suits(facts, kind))
  })
}

/**
 * Which value goes in which field, the best of all ways; the order they came in where it makes no difference. With fewer
 * values than fields some field stays empty; a value that hardly suits is better left out than put there.
 */
function arranged(worth: readonly (readonly number[])[], fields: number): (number | undefined)[] {
  let best: { total: number; at: readonly (number | undefined)[] } = { total: Number.NEGATIVE_INFINITY, at: [] }
  const walk = (at: readonly (number | undefined)[], total: number, used: number) => {
    const field = at.length
    if (field === fields) {
      if (total > best.total) best = { total, at }
      return
    }
    for (let index = 0; index < worth.length; index++) {
      if (used & (1 << index)) continue
      const previous = at.findLast(each => each !== undefined)
      const turned = previous !== undefined && previous > index ? 0.01 : 0
      walk([...at, index], total + (worth[index]?.[field] ?? 0) + 0.1 - turned, used | (1 << index))
    }
    if (worth.length < fields) walk([...at, undefined], total, used)
  }
  walk([], 0, 0)
  return [...best.at]
}
