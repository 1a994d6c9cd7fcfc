/** A number directly before 群 (社群实战1群, 夜跑第二群, 3号群), or at the very end (夜跑 1). */
const numbered = /(\d+|[一二三四五六七八九十百]+)(?=\s*号?\s*群)|(\d+)$/g
const digits = '零一二三四五六七八九'

/**
 * What the room that comes out of a room of this topic is called: the next number that no `taken` topic has, written as
 * the old one is (社群实战1群 → 社群实战2群, 一群 → 二群); without a number 夜跑群 → 夜跑2群.
 */
export function nextTopic(topic: string, taken: readonly string[]): string {
  const known = new Set(taken.map(plain))
  const base = topic.normalize('NFKC').trim()
  const found = [...base.matchAll(numbered)].at(-1)
  const first = found ? (numberOf(found[0]) ?? 1) + 1 : 2
  for (let number = first; ; number += 1) {
    const next = found ? withNumber(base, found, number) : withoutNumber(base, number)
    if (!known.has(plain(next))) return next
  }
}

/** 「我来带2群」: what people call a room of that name. */
export function shortName(topic: string): string {
  const [number] = [...topic.normalize('NFKC').matchAll(numbered)].at(-1) ?? []
  return number === undefined ? '新群' : `${number}群`
}

/** Whether two topics are one to a reader: width, case and blanks aside. */
export function sameTopic(a: string, b: string): boolean {
  return plain(a) === plain(b)
}

function plain(topic: string): string {
  return topic.normalize('NFKC').replace(/\s/g, '').toLowerCase()
}

function withNumber(base: string, found: RegExpExecArray | RegExpMatchArray, number: number): string {
  const at = found.index ?? 0
  const written = /^\d/.test(found[0]) ? String(number) : inWords(number)
  return `${base.slice(0, at)}${written}${base.slice(at + found[0].length)}`
}

function withoutNumber(base: string, number: number): string {
  // Behind it at most what is no letter: in 群星读书会 it is no word for a room.
  const at = base.search(/群(?=[^\p{L}\p{N}]*$)/u)
  return at > 0 ? `${base.slice(0, at)}${number}${base.slice(at)}` : `${base}${number}群`
}

/** 十二 → 12, up to ninety-nine. */
export function numberOf(written: string): number | undefined {
  if (/^\d+$/.test(written)) return Number(written)
  const match = /^([一二三四五六七八九])?(十)?([一二三四五六七八九])?$/.exec(written)
  if (!match) return undefined
  const [, tens, ten, ones] = match
  const digit = (word: string | undefined) => (word === undefined ? 0 : digits.indexOf(word))
  return ten === undefined ? digit(tens ?? ones) : (tens === undefined ? 1 : digit(tens)) * 10 + digit(ones)
}

/** 12 → 十二. */
function inWords(number: number): string {
  if (number > 99) return String(number)
  const [tens, ones] = [Math.floor(number / 10), number % 10]
  const ten = tens === 0 ? '' : `${tens === 1 ? '' : (digits[tens] ?? '')}十`
  return `${ten}${ones === 0 ? '' : (digits[ones] ?? '')}`
}
