import { both } from './problems.js'
import { Rewriting, type Slip } from './rewriting.js'
import { asciiKey, brackets, closing, firstDash, isColon, nestedDash, quotes, shortValue, wideSpace } from './signs.js'

/** The text with its slips put right, so that everything else in it can be checked all the same. */
export interface Mended {
  text: string
  slips: Slip[]
  /** Where the sign at this offset of the mended text stood in the text as it was written. */
  origin(offset: number): number
}

/**
 * Finds and mends full-width colons, commas, quotes, brackets, dashes, number signs and spaces, tabs in the indentation,
 * a missing space after a colon or dash, and brackets or quotes that are never closed. Only where they are YAML's signs:
 * inside quotes, block texts and running text they are the operator's own words.
 */
export function mend(text: string): Mended {
  const mending = new Mending(new Rewriting(text))
  return mending.run()
}

interface Opened {
  sign: string
  offset: number
  /** Column of the key whose value this is: a key at or before it means that the closing sign was forgotten. */
  column: number
}

const wrongSpace = both('这里是全角或不换行空格，改成普通空格', 'not an ordinary space')

class Mending {
  readonly #on: Rewriting
  /** Brackets of a flow value that are open at this point. */
  #open: Opened[] = []
  /** A quoted text that goes on in the next line. */
  #quote: Opened | undefined
  /** Lines indented deeper than `column` belong to a block text (`|`, `>`) or to a plain text that goes on. */
  #text: { column: number; block: boolean } | undefined

  constructor(on: Rewriting) {
    this.#on = on
  }

  run(): Mended {
    const on = this.#on
    if (on.char === '\uFEFF') on.copy()
    while (!on.ended) {
      const end = on.lineEnd()
      this.#line(end)
      on.copyTo(end)
      if (!on.ended) on.copy()
    }
    this.#closeForgotten()
    return { ...on.result(), slips: on.slips }
  }

  #line(end: number): void {
    const on = this.#on
    const start = on.at
    const line = on.text.slice(start, end)
    const indent = /^\s*/.exec(line)?.[0].length ?? 0
    const opener = this.#quote ?? this.#open[0]
    if (opener !== undefined) {
      const forgotten = indent <= opener.column && /^\s*[A-Za-z_][\w-]*\s*[:：](\s|$)/.test(line)
      if (!forgotten) {
        this.#goOn(end)
        return
      }
      this.#closeForgotten()
    }
    if (indent === line.length) return
    if (this.#text !== undefined && indent > this.#text.column) {
      if (this.#text.block || !/^\s*[A-Za-z_][\w-]*:(\s|$)/.test(line)) return
      on.slip(both('缩进比上一行深，应和它对齐', 'deeper than the line above; align it'), start + indent)
      while (on.at < start + indent) on.replace(on.at - start < this.#text.column ? ' ' : '')
    }
    this.#text = undefined
    this.#indentation(start + indent)
    if (on.char === '＃') {
      on.slip(both('注释要用半角 #', 'comments begin with #'))
      on.replace('#')
    } else if (on.char !== '#') this.#block(start, end)
  }

  /** A line in the middle of a flow value or of a quoted text. */
  #goOn(end: number): void {
    if (this.#quote !== undefined) this.#quoted(end)
    if (this.#quote === undefined && this.#open.length > 0) this.#flow(end)
  }

  #indentation(end: number): void {
    const on = this.#on
    let told = false
    while (on.at < end) {
      if (on.char === ' ') {
        on.copy()
        continue
      }
      if (!told)
        on.slip(on.char === '\t' ? both('缩进不能用 Tab，改成空格', 'indent with spaces, not tabs') : wrongSpace)
      told = true
      on.replace('  ')
    }
  }

  /** A line of block YAML from its first sign on: dashes, a key, a value. */
  #block(start: number, end: number): void {
    const on = this.#on
    let inList = false
    let base = 0
    for (;;) {
      const dash = (inList ? nestedDash : firstDash).exec(on.text.slice(on.at, end))
      if (dash === null) break
      const glued = dash[3] !== undefined
      if (glued || dash[1] !== '-')
        on.slip(both('列表的每一项以半角 - 加空格开头', 'a list item begins with - and a space'))
      base = on.at - start
      on.replace(glued ? '- ' : '-')
      on.copyTo(on.at + (dash[2]?.length ?? 0))
      inList = true
    }
    // What a text belongs to is its key, or the dash before it.
    const column = on.at - start
    const keyed = this.#key(inList, end)
    this.#value(keyed || !inList ? column : base, end)
  }

  /** Copies a key up to and with its colon, which is mended; false: there is none. In a list, 「第一条：…」 is a text. */
  #key(inList: boolean, end: number): boolean {
    const on = this.#on
    const rest = on.text.slice(on.at, end)
    const key = /^(?:"[^"]*"|'[^']*'|[^\s"'[\]{}#：“”‘’［］｛｝][^#：]*?)(?=\s*(?::(?:\s|$)|：))/.exec(rest)?.[0]
    if (key !== undefined) {
      const colon = rest.slice(key.length).search(/\S/) + key.length
      if (rest[colon] === '：' && inList && !asciiKey.test(key)) return false
      this.#colon(key, on.at + colon, end)
      return true
    }
    const glued = inList ? undefined : /^([A-Za-z_]\w*):(?=[^\s:/])/.exec(rest)?.[1]
    if (glued !== undefined) this.#colon(glued, on.at + glued.length, end)
    return glued !== undefined
  }

  #colon(key: string, at: number, end: number): void {
    const on = this.#on
    on.copyTo(at)
    const wide = on.char === '：'
    // In a flow map a quoted key takes its value without a space: that is JSON, which is YAML.
    const json = !wide && this.#open.length > 0 && /["']\s*$/.test(key)
    const glued = !json && on.at + 1 < end && !/\s/.test(on.next)
    if (wide || glued) {
      const right = `${key.trim()}: ${shortValue(on.text.slice(at + 1, end))}`.trim()
      on.slip(
        wide
          ? both(`冒号是全角的「：」，应写成 ${right}`, `full-width colon; write ${right}`)
          : both(`冒号后面要有空格，应写成 ${right}`, `a space is missing; write ${right}`),
      )
    }
    on.replace(glued ? ': ' : ':')
  }

  /** What stands after a key or a dash: a flow value, a quoted text, a block text, or plain text that is left alone. */
  #value(column: number, end: number): void {
    const on = this.#on
    this.#spaces(end)
    const { char } = on
    if (on.at >= end || char === '#') return
    const rest = on.text.slice(on.at, end)
    const bracketed = brackets[char] !== undefined && /[］\]｝}]\s*(#.*)?$/.test(rest)
    if (closing[char] !== undefined || bracketed) this.#flow(end, column)
    else if (!this.#quoteSign(column, end, /^[^“”＂"‘’＇']*([“”＂"‘’＇'])\s*(?:#.*)?$/))
      this.#text = { column, block: char === '|' || char === '>' }
  }

  /** Spaces after a sign; a wide one makes YAML read on as if there were none. */
  #spaces(end: number): void {
    const on = this.#on
    while (on.at < end && /\s/.test(on.char)) {
      const wide = wideSpace.test(on.char)
      if (wide) on.slip(wrongSpace)
      on.replace(wide ? ' ' : on.char)
    }
  }

  /** A flow value to its last closing bracket or the end of the line. `column`: of the key, when it opens here. */
  #flow(end: number, column = this.#open[0]?.column ?? 0): void {
    const on = this.#on
    let token = on.at
    let keyPlace = true
    while (on.at < end) {
      const { char, next } = on
      const before = on.text.slice(token, on.at)
      const fresh = before.trim() === ''
      const inMap = this.#open.at(-1)?.sign === '{'
      if (char === '#' && /\s/.test(on.text[on.at - 1] ?? ' ')) break
      if (this.#bracket(fresh, column)) {
        if (this.#open.length === 0) break
      } else if (fresh && this.#quoteSign(column, end, /^[^“”＂"‘’＇']*([“”＂"‘’＇'])\s*(?:[,，、\]}］｝]|$)/)) {
        continue
      } else if (fresh && wideSpace.test(char)) {
        this.#spaces(end)
        continue
      } else if (this.#wideComma(inMap, end)) {
        on.slip(both(`分隔用了「${char}」，应为半角逗号 ,`, 'separate with an ASCII comma'))
        on.replace(',')
      } else if (inMap && keyPlace && isColon(char, next, before)) {
        this.#colon(before, on.at, end)
        keyPlace = false
        token = on.at
        continue
      } else {
        on.copy()
        if (char !== ',') continue
      }
      keyPlace = true
      token = on.at
    }
    on.markCodeEnd()
  }

  /** Copies a bracket, if there is one here, and keeps count. A wide one counts where a value begins or ends. */
  #bracket(fresh: boolean, column: number): boolean {
    const on = this.#on
    const sign = brackets[on.char] ?? on.char
    const opens = closing[sign] !== undefined
    const wide = sign !== on.char
    if (!opens && sign !== ']' && sign !== '}') return false
    if (wide && (opens ? !fresh : closing[this.#open.at(-1)?.sign ?? ''] !== sign)) return false
    if (wide) on.slip(both(`括号是全角的「${on.char}」，应为半角 ${sign}`, `full-width bracket; write ${sign}`))
    if (opens) this.#open.push({ sign, offset: on.at, column })
    else this.#open.pop()
    on.replace(sign)
    return true
  }

  /** In a list every wide comma parts items; in a map only one that a key follows, for a text may hold commas. */
  #wideComma(inMap: boolean, end: number): boolean {
    const { char, text, at } = this.#on
    if (char === '、' || char === '；') return !inMap
    if (char !== '，') return false
    return !inMap || /^，\s*(["']?[\w-]+["']?\s*[:：]|[}｝]|$)/.test(text.slice(at, end))
  }

  /** Copies a quoted text if one begins here. Chinese quotes become ASCII ones when `whole` says that they hold all of the value. */
  #quoteSign(column: number, end: number, whole: RegExp): boolean {
    const on = this.#on
    const { char } = on
    if (char === '"' || char === "'") {
      this.#quote = { sign: char, offset: on.at, column }
      on.copy()
      this.#quoted(end)
      return true
    }
    const sign = quotes[char]
    const match = sign === undefined ? null : whole.exec(on.text.slice(on.at + 1, end))
    if (sign === undefined || match === null) return false
    on.slip(both(`引号是全角的「${char}」，应为半角 ${sign}`, `full-width quote; write ${sign}`))
    on.replace(sign)
    on.copyTo(on.at + match[0].indexOf(match[1] ?? ''))
    on.replace(sign)
    return true
  }

  /** Copies a quoted text to its closing sign, or to the end of the line when it goes on. */
  #quoted(end: number): void {
    const on = this.#on
    const sign = this.#quote?.sign
    while (on.at < end && this.#quote !== undefined) {
      const { char, next } = on
      const escaped = (sign === '"' && char === '\\') || (sign === "'" && char === "'" && next === "'")
      on.copy()
      if (escaped && on.at < end) on.copy()
      else if (char === sign) this.#quote = undefined
    }
    on.markCodeEnd()
  }

  /** Closes what a line began and no line ended. */
  #closeForgotten(): void {
    const on = this.#on
    const forgotten = [...this.#open, ...(this.#quote === undefined ? [] : [this.#quote])].reverse()
    for (const { sign, offset } of forgotten) {
      const right = closing[sign] ?? sign
      on.slip(both(`${sign} 没有收尾，少了 ${right}`, `never closed; ${right} is missing`), offset)
      // The space keeps a comment behind it a comment.
      on.appendToCode(`${right} `)
    }
    this.#open = []
    this.#quote = undefined
  }
}
