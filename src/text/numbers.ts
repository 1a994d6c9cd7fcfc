import { simplify } from './simplify.js'

/**
 * The whole number that `text` is, as people type it: `200`, `２００`, `1,200`, `十二`, `一百二十`, `一百二` (120), `两百`, `二〇二六`,
 * `1万2`, `三千零五`, `貳拾`. Undefined for anything else, and for what no number can hold exactly.
 */
export function parseNumber(text: string): number | undefined {
  const plain = simplify(text.normalize('NFKC')).trim()
  if (/^\d{1,3}(?:,\d{3})+$/.test(plain)) return exact(Number(plain.replaceAll(',', '')))
  if (/^\d+$/.test(plain)) return exact(Number(plain))
  const words = [...plain].map(word => digits.get(word) ?? word).join('')
  if (!/^[\d十百千万亿]+$/.test(words)) return undefined
  if (/^\d+$/.test(words)) return exact(Number(words)) // 二〇二六
  return exact(sumOf(words))
}

const digits = new Map(
  [...'零〇一二三四五六七八九壹贰叁肆伍陆柒捌玖幺两俩拾佰仟'].map(
    (word, i) => [word, [...'00123456789123456789122十百千'][i] ?? word] as const,
  ),
)
const small = new Map(Object.entries({ 十: 10, 百: 100, 千: 1000 }))
const large = [
  ['亿', 1e8],
  ['万', 1e4],
] as const

function exact(value: number | undefined): number | undefined {
  return value !== undefined && Number.isSafeInteger(value) ? value : undefined
}

/** A number in units, the largest unit first; the last digit after a unit counts the next smaller one (一百二, 两万五). */
function sumOf(words: string): number | undefined {
  for (const [unit, size] of large) {
    const at = words.lastIndexOf(unit)
    if (at < 0) continue
    const head = sumOf(words.slice(0, at))
    const tail = words.slice(at + 1)
    if (head === undefined || head === 0) return undefined
    if (tail === '') return head * size
    if (/^[1-9]$/.test(tail)) return head * size + (Number(tail) * size) / 10
    const rest = sumOf(tail.replace(/^0/, ''))
    return rest === undefined || rest >= size ? undefined : head * size + rest
  }
  return sumBelowTenThousand(words)
}

function sumBelowTenThousand(words: string): number | undefined {
  if (/^\d+$/.test(words)) return Number(words)
  let sum = 0
  let last = 10_000
  let rest = words
  while (rest !== '') {
    const match = /^(0?)(\d{0,4})([十百千]?)/.exec(rest)
    if (!match || match[0] === '') return undefined
    const [taken, zero = '', digit = '', unit = ''] = match
    rest = rest.slice(taken.length)
    if (unit === '') {
      if (rest !== '' || digit.length !== 1) return undefined
      return sum + Number(digit) * (zero === '' && last > 10 && last < 10_000 ? last / 10 : 1)
    }
    const size = small.get(unit) ?? 0
    if (size >= last || digit.length > 1 || (digit === '' && unit !== '十')) return undefined
    sum += (digit === '' ? 1 : Number(digit)) * size
    last = size
  }
  return sum
}
