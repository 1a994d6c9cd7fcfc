import { distance } from 'fastest-levenshtein'
import { parseDuration } from '../domain/durations.js'

// Each function here answers one question: what did the operator mean? Undefined: no idea.

/** The candidate that `word` most likely stands for: same letters, a longer or shorter form (`graceHours`), or few slips. */
export function nearestWord(word: string, candidates: readonly string[]): string | undefined {
  const wanted = plain(word)
  if (wanted === '') return undefined
  const limit = [0, 0, 0, 1, 2, 2][wanted.length] ?? Math.floor(wanted.length * 0.4)
  let best: { candidate: string; cost: number } | undefined
  for (const candidate of candidates) {
    const other = plain(candidate)
    const [short = '', long = ''] = [wanted, other].sort((a, b) => a.length - b.length)
    const contained = short.length >= 2 && (long.startsWith(short) || long.endsWith(short))
    const slips = distance(wanted, other)
    const cost = contained ? Math.min(slips, 1.5) : slips
    if ((contained || slips <= limit) && cost < (best?.cost ?? Number.POSITIVE_INFINITY)) best = { candidate, cost }
  }
  return best?.candidate
}

function plain(word: string): string {
  return word
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[\s_-]/g, '')
}

const yes = ['true', 'yes', 'on', 'y', '1', '是', '开', '真', '对']
const no = ['false', 'no', 'off', 'n', '0', '否', '关', '假', '不']

/** `flase` → false, `开` → true. */
export function nearestBoolean(value: unknown): boolean | undefined {
  const word = plain(String(value))
  if (yes.includes(word)) return true
  if (no.includes(word)) return false
  const near = nearestWord(word, ['true', 'false'])
  return near === undefined ? undefined : near === 'true'
}

/** `"60"` → 60, `６０` → 60, `90%` → 0.9, `200人` → 200. */
export function nearestNumber(text: string): number | undefined {
  const match = /^([-+]?\d+(?:\.\d+)?)\s*(%|人|条|次|个|分)?$/.exec(text.normalize('NFKC').trim())
  if (!match) return undefined
  return match[2] === '%' ? Number(match[1]) / 100 : Number(match[1])
}

const unitWords: readonly [RegExp, number][] = [
  [/^(ms|毫秒)/, 1],
  [/^(个?小时|hours?|hrs?|h|个?钟头)/, 3_600_000],
  [/^(分钟|分|minutes?|mins?|m)/, 60_000],
  [/^(秒钟?|seconds?|secs?|s)/, 1000],
  [/^(天|日|days?|d)/, 86_400_000],
  [/^(周|个?星期|weeks?|w)/, 604_800_000],
]

/** `48小时` → 48h, `1.5h` → 90m, `1h30m` → 90m, `2 weeks` → 14d. */
export function nearestDuration(text: string): string | undefined {
  let rest = text.normalize('NFKC').toLowerCase().replace(/\s/g, '')
  let total = 0
  while (rest !== '') {
    const number = /^\d+(\.\d+)?/.exec(rest)?.[0]
    if (number === undefined) return undefined
    rest = rest.slice(number.length)
    const unit = unitWords.find(([word]) => word.test(rest))
    if (unit === undefined) return undefined
    total += Number(number) * unit[1]
    rest = rest.replace(unit[0], '')
  }
  return total > 0 && Number.isInteger(total) ? writeDuration(total) : undefined
}

/** The shortest way to write `ms` as the YAML does: 5400000 → 90m. */
function writeDuration(ms: number): string {
  const unit = (['d', 'h', 'm', 's'] as const).find(unit => ms % (parseDuration(`1${unit}`) ?? 1) === 0)
  return unit === undefined ? `${ms}ms` : `${ms / (parseDuration(`1${unit}`) ?? 1)}${unit}`
}

/** `9:00`, `9点`, `09：00`, `9am`, `9:30pm` → the time with two digits each; nothing for times that no day has. */
export function nearestTime(text: string): string | undefined {
  const match = /^(\d{1,2})(?:[:.点时](\d{1,2})?分?)?\s*(am|pm)?$/.exec(text.normalize('NFKC').toLowerCase().trim())
  if (!match) return undefined
  const hour = (Number(match[1]) % (match[3] ? 12 : 100)) + (match[3] === 'pm' ? 12 : 0)
  const minute = Number(match[2] ?? 0)
  if (hour > 24 || minute > 59 || (hour === 24 && minute > 0)) return undefined
  return `${String(hour).padStart(2, '0')}:${String(minute).padStart(2, '0')}`
}

/** `22：30～07：30`, `22:30 到 7:30` → 22:30-07:30. */
export function nearestWindow(text: string): string | undefined {
  const ends = text.normalize('NFKC').split(/\s*[-~—–―−至到]+\s*/)
  const [from, to] = ends.map(nearestTime)
  return ends.length === 2 && from !== undefined && to !== undefined ? `${from}-${to}` : undefined
}

/** What people write for the zone of the whole of China, which the zone database calls by one city. */
const shanghai =
  /^(asia\/)?(beijing|peking|shenzhen|guangzhou|hangzhou|chengdu|wuhan|nanjing|tianjin|xian|china)$|^(utc|gmt)?\+0?8(:?00)?$|^(cst|china standard time|北京(时间)?|上海|中国)$/

/** `Asia/Beijing` → Asia/Shanghai, `shangai` → Asia/Shanghai, `Tokyo` → Asia/Tokyo. */
export function nearestZone(text: string): string | undefined {
  const wanted = text.normalize('NFKC').toLowerCase().trim()
  if (shanghai.test(wanted)) return 'Asia/Shanghai'
  const zones = Intl.supportedValuesOf('timeZone')
  const whole = nearestWord(wanted, zones)
  if (whole !== undefined && distance(plain(wanted), plain(whole)) <= 2) return whole
  const cities = new Map(zones.map(zone => [zone.slice(zone.lastIndexOf('/') + 1), zone]))
  const city = nearestWord(wanted.slice(wanted.lastIndexOf('/') + 1), [...cities.keys()])
  return (city === undefined ? undefined : cities.get(city)) ?? whole
}
