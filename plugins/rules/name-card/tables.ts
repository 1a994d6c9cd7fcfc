import { isLikeName } from './names.js'
import type { Field } from './pattern.js'
import { isPlace, placeBefore } from './places.js'
import { isTrade, tradeBefore } from './trades.js'

/** What a text without separators tells, field by field: 深圳产品张三 is all of 深圳, 产品, 张三; 小鹿 is a name. */
export function partsOf(text: string, fields: readonly Field[]): (string | undefined)[] {
  let rest = text.replace(/\s+/g, ' ').trim()
  const found = new Map<Field['kind'], string>()
  const place = isPlace(rest) ? rest : placeBefore(rest)
  if (place !== undefined) {
    found.set('place', place)
    rest = behind(rest, place)
  }
  const trade = isTrade(rest) ? rest : tradeBefore(rest)
  if (trade !== undefined && !isLikeName(rest)) {
    found.set('trade', trade)
    rest = behind(rest, trade)
  }
  const name = rest.replace(/^(?:的|做|是|我是|我叫)/u, '')
  if (isLikeName(name) || isNickname(name, found.size > 0)) found.set('name', name)
  return fields.map(({ kind }) => found.get(kind))
}

/** What follows a field, without the sign that was meant to part them: 深圳+产品+张三. */
function behind(text: string, field: string): string {
  return text.slice(field.length).replace(/^[^\p{L}\p{N}]+/u, '')
}

/** 快乐小狗: what a short word without a separator is most likely to be, if it is neither a place nor a trade. */
function isNickname(text: string, amongOthers: boolean): boolean {
  return /^\p{L}+\d{0,3}$/u.test(text) && [...text].length <= (amongOthers ? 4 : 8)
}
