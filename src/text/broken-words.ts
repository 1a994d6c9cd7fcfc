import { BLANK, DIGIT, HAN, kindOf, LETTER, PICTURE, STROKE } from './character-kinds.js'
import type { Edit } from './edits.js'
import { cutBetween } from './hidden-words.js'

/** What stands between two pieces of a broken-up word. */
interface Gap {
  picture: boolean
  /** A stroke that has no business between characters. */
  odd: boolean
  blank: boolean
  slash: boolean
}

/** An unbroken stretch of characters, and the gap between it and the piece before it (none at the beginning of a run). */
interface Piece {
  from: number
  to: number
  gap: Gap | undefined
}

/** A gap longer than this many units parts two texts. */
const LONGEST_GAP = 14

/**
 * Takes out what stands between the pieces of a broken-up word: 兼.职-日🌹结, 加 薇 信, 初。。。音, q-w-8-8. People too put blanks
 * and strokes between words (深圳-产品-张三, 好 谢谢), so these go only where a single character is cut off on both sides, where
 * a whole line is written that way, or where a word of advertising is cut. A picture between two characters is never read.
 */
export function joinPieces(text: string): Edit[] {
  const edits: Edit[] = []
  let from = 0
  while (from < text.length) {
    const end = text.indexOf('\n', from)
    const to = end < 0 ? text.length : end
    const { characters, letters } = piecesOf(text, from, to)
    const broken = isBroken(characters)
    const joined = joinHan(text, characters, broken)
    for (const edit of joinLettersAndDigits(text, letters, broken)) joined.push(edit)
    if (joined.length > 0) edits.push(...joined.sort((a, b) => a.from - b.from))
    from = to + 1
  }
  return edits
}

/** True when at least a third of a line's pieces, and three of them, are characters cut off. */
function isBroken(line: readonly Piece[]): boolean {
  let lone = 0
  line.forEach((piece, i) => {
    const next = line[i + 1]?.gap
    if (isLone(piece) && ((piece.gap && !piece.gap.slash) || (next && !next.slash))) lone += 1
  })
  return lone >= 3 && lone * 3 >= line.length
}

function joinHan(text: string, line: readonly Piece[], broken: boolean): Edit[] {
  const edits: Edit[] = []
  // Whoever strews pictures and odd strokes over his words strews dots and hyphens too.
  const strewn = line.filter(({ gap }) => gap && !gap.blank && (gap.picture || gap.odd)).length >= 2
  let joined = false
  for (let i = 1; i < line.length; i++) {
    const piece = line[i]
    const before = line[i - 1]
    if (!piece || !before) continue
    const { gap } = piece
    const lone = { before: isLone(before), after: isLone(piece) }
    const goes = (): boolean => {
      if (!gap) return false
      // Whoever cut a character off on one side did so on the other.
      if (broken || (joined && lone.before) || (gap.picture && !gap.blank)) return true
      if (!gap.blank && ((lone.before && lone.after) || strewn) && !gap.slash) return true
      const cut = cutBetween(text.charCodeAt(before.to - 1), text.charCodeAt(piece.from))
      return cut !== undefined && ((cut === 'word' && !gap.blank && !gap.slash) || lone.before || lone.after)
    }
    joined = goes()
    if (joined) edits.push({ from: before.to, to: piece.from, with: '' })
  }
  return edits
}

/** 「q-w-8-8-6-6」, 「1 3 8 0 0」, 「n i w o 9 9」: pieces of one to three letters or digits, most of them of one. */
function joinLettersAndDigits(text: string, line: readonly Piece[], broken: boolean): Edit[] {
  const edits: Edit[] = []
  for (const run of runsOf(line)) {
    const spelt = isSpelt(text, run, broken)
    for (let i = 1; i < run.length; i++) {
      const [before, piece] = [run[i - 1], run[i]]
      if (!before || !piece) continue
      const channel =
        isLone(before) && isLone(piece) && channels.test(text.charAt(before.from) + text.charAt(piece.from))
      if (spelt || channel) edits.push({ from: before.to, to: piece.from, with: '' })
    }
  }
  return edits
}

/** Pieces that follow each other with gaps between, as far as none of them is longer than eight. */
function* runsOf(pieces: readonly Piece[]): Generator<Piece[]> {
  let run: Piece[] = []
  for (const piece of pieces) {
    const fits = piece.to - piece.from <= 8
    if ((!piece.gap || !fits) && run.length > 1) yield run
    if (!piece.gap || !fits) run = []
    if (fits) run.push(piece)
  }
  if (run.length > 1) yield run
}

const channels = /^(?:vx|wx|qq|tg)$/

function isSpelt(text: string, run: readonly Piece[], broken: boolean): boolean {
  const pieces = run.map(({ from, to }) => text.slice(from, to))
  const all = pieces.join('')
  const first = run[0]?.from ?? 0
  const last = run.at(-1)?.to ?? 0
  const digits = all.replace(/\D/g, '').length
  const single = pieces.filter(piece => piece.length === 1).length
  const gaps = text.slice(first, last)
  if (!broken && isCount(pieces)) return false
  if (digits === all.length && /^1[3-9]\d{9}$/.test(all)) return true
  // Dates, versions, addresses and English stay as they are: there, every piece must be of one character.
  const strict = digits === 0 || /[./]/.test(gaps)
  if (run.some(({ gap }, i) => i > 0 && gap?.picture) && digits === all.length && digits >= 6) return true
  if (pieces.length === 2) return false
  if (pieces.some(piece => piece.length > 3) || (strict ? single < pieces.length : single * 2 < pieces.length))
    return false
  return broken || all.length >= (digits === 0 ? 5 : digits === all.length && single < pieces.length ? 6 : 4)
}

/** 5-4-3-2-1, 1 2 3 4 5 6: people count. */
function isCount(pieces: readonly string[]): boolean {
  const step = Number(pieces[1]) - Number(pieces[0])
  return Math.abs(step) === 1 && pieces.every((piece, i) => i === 0 || Number(piece) - Number(pieces[i - 1]) === step)
}

/** One character a line, for at least half of three lines and more: a text written downwards; a handle may stand in it. */
export function joinLines(text: string): Edit[] {
  const edits: Edit[] = []
  let from = 0
  let column: { from: number; to: number }[] = []
  const flush = () => {
    const single = column.filter(line => line.to - line.from === 1).length
    if (column.length >= 3 && single * 2 >= column.length) {
      for (const { to } of column.slice(0, -1)) edits.push({ from: to, to: to + 1, with: '' })
    }
    column = []
  }
  while (from <= text.length) {
    const end = text.indexOf('\n', from)
    const to = end < 0 ? text.length : end
    const short = to - from === 1 || to - from === 2
    const handle = to - from <= 20 && column.length >= 2 && /^[a-z0-9_-]+$/.test(text.slice(from, to))
    if (short || handle) column.push({ from, to })
    else flush()
    from = to + 1
  }
  flush()
  return edits
}

const opening = '[(【〔「『{<《〖'
const closing = '])】〕」』}>》〗'

/**
 * 【微】【信】, 私[聊]: brackets around single characters that follow each other, or that cut a word of advertising; and the
 * names WeChat writes for its emoticons (加[玫瑰]微[玫瑰]信).
 */
export function joinBrackets(text: string): Edit[] {
  const edits: Edit[] = []
  for (const { 0: found, 1: name = '', index } of text.matchAll(/\[([a-z\u4e00-\u9fff]{1,8})\]/g)) {
    if (!emoticons.has(name)) continue
    const hearts = name === '爱心' || name === 'heart'
    const between = isHan(text, index - 1) && isHan(text, index + found.length)
    if (hearts || between) edits.push({ from: index, to: index + found.length, with: hearts ? '❤' : '' })
  }
  if (edits.length > 0) return edits
  const boxes = [...text.matchAll(/[[(【〔「『{<《〖]([a-z0-9\u4e00-\u9fff])[\])】〕」』}>》〗]/g)].filter(
    ([box]) => opening.indexOf(box.charAt(0)) === closing.indexOf(box.charAt(2)),
  )
  boxes.forEach(({ index }, i) => {
    const next = boxes[i + 1]
    const near = (one: number | undefined, other: number | undefined) =>
      one !== undefined && other !== undefined && other - one >= 3 && other - one <= 5
    const inner = text.charCodeAt(index + 1)
    const row = near(boxes[i - 1]?.index, index) || near(index, next?.index)
    const cut = cutBetween(text.charCodeAt(index - 1), inner) ?? cutBetween(inner, text.charCodeAt(index + 3))
    if (!row && !cut) return
    edits.push({ from: index, to: index + 1, with: '' }, { from: index + 2, to: index + 3, with: '' })
  })
  return edits
}

function isHan(text: string, at: number): boolean {
  return (kindOf(text.charCodeAt(at)) & HAN) !== 0
}

// The commonest of WeChat's emoticons, as Web WeChat writes them.
const emoticons = new Set(
  (
    '微笑 撇嘴 色 发呆 得意 流泪 害羞 闭嘴 睡 大哭 尴尬 发怒 调皮 呲牙 惊讶 难过 囧 抓狂 吐 偷笑 愉快 白眼 傲慢 困 惊恐 憨笑 悠闲 咒骂 疑问 嘘 晕 衰 骷髅 敲打 再见 擦汗 抠鼻 鼓掌 坏笑 ' +
    '右哼哼 鄙视 委屈 快哭了 阴险 亲亲 可怜 笑脸 生病 脸红 破涕为笑 恐惧 失望 无语 嘿哈 捂脸 奸笑 机智 皱眉 耶 吃瓜 加油 汗 天啊 社会社会 旺柴 好的 打脸 哇 翻白眼 让我看看 叹气 苦涩 裂开 ' +
    '嘴唇 爱心 心碎 拥抱 强 弱 握手 胜利 抱拳 勾引 拳头 合十 啤酒 咖啡 蛋糕 玫瑰 凋谢 菜刀 炸弹 便便 月亮 太阳 庆祝 礼物 红包 发 福 烟花 爆竹 猪头 跳跳 发抖 转圈 heart smile rose ok'
  ).split(' '),
)

function isLone({ from, to }: Piece): boolean {
  return to - from === 1
}

interface Pieces {
  characters: Piece[]
  /** Of letters and digits. */
  letters: Piece[]
}

/** The stretches of one kind in a line, with what stands between two where that is a gap alone. */
function piecesOf(text: string, from: number, to: number): Pieces {
  const characters: Piece[] = []
  const letters: Piece[] = []
  let last: Piece | undefined
  let kind = 0
  for (let at = from; at < to; ) {
    const own = kindOf(text.charCodeAt(at)) & (HAN | LETTER | DIGIT)
    if (own === 0) {
      at += 1
      continue
    }
    const same = (own & HAN) !== 0 ? HAN : LETTER | DIGIT
    const start = at
    do at += 1
    while (at < to && (kindOf(text.charCodeAt(at)) & same) !== 0)
    const gap = last && kind === same && last.to < start ? gapBetween(text, last.to, start) : undefined
    last = { from: start, to: at, gap }
    kind = same
    if (same === HAN) characters.push(last)
    else letters.push(last)
  }
  return { characters, letters }
}

/** What stands between two pieces, if it is nothing but blanks, strokes, pictures and repeated stops. */
function gapBetween(text: string, from: number, to: number): Gap | undefined {
  if (to - from > LONGEST_GAP) return undefined
  const gap: Gap = { picture: false, odd: false, blank: false, slash: false }
  for (let at = from; at < to; at++) {
    const unit = text.charCodeAt(at)
    const bits = kindOf(unit)
    if ((bits & PICTURE) !== 0 || (unit === HEART && betweenDigits(text, from, to))) gap.picture = true
    else if ((bits & BLANK) !== 0) gap.blank = true
    else if ((bits & STROKE) !== 0) gap.odd ||= isOdd(unit)
    else if (isStop(unit) && (text.charCodeAt(at - 1) === unit || text.charCodeAt(at + 1) === unit)) gap.blank = true
    else return undefined
    if (unit === 0x2f || unit === 0x5c) gap.slash = true
  }
  return gap
}

const HEART = 0x2764

function betweenDigits(text: string, from: number, to: number): boolean {
  return (kindOf(text.charCodeAt(from - 1)) & kindOf(text.charCodeAt(to)) & DIGIT) !== 0
}

/** Strokes that hardly anybody sets between two characters: * ^ | ` 丨. */
function isOdd(unit: number): boolean {
  return unit === 0x2a || unit === 0x5e || unit === 0x7c || unit === 0x60 || unit === 0x4e28
}

/** A stop or a comma: alone it ends something, repeated it is only put between. */
export function isStop(unit: number): boolean {
  return unit === 0x3002 || unit === 0x2c
}
