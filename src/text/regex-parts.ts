/**
 * A regular expression read as far as it takes to say what a text must hold for it to match: what consumes characters, in
 * which order and how often. Anchors and looks around are left out, since they only make matches fewer.
 */
export type Part =
  /** One unit out of these; `undefined` for any, or for more than are worth listing. */
  | { kind: 'unit'; of: readonly number[] | undefined }
  | { kind: 'row'; parts: readonly Part[] }
  | { kind: 'either'; options: readonly Part[] }
  | { kind: 'repeat'; part: Part; least: number }
  /** A back reference: anything, even nothing. */
  | { kind: 'unknown' }

/** More units than this are as good as any. */
const MOST_UNITS = 64

/** Thrown for what this reader does not know; whoever asks then knows nothing about the expression. */
class Unread extends Error {}

/** The alternatives of an expression, as expressions and as parts; undefined where it cannot be read. */
export function readRegex({ source, flags }: RegExp): { source: string; part: Part }[] | undefined {
  if (/[imvy]/.test(flags)) return undefined
  try {
    return new Reader(source, flags.includes('u')).alternatives()
  } catch (error) {
    if (error instanceof Unread) return undefined
    throw error
  }
}

class Reader {
  #at = 0

  constructor(
    private readonly source: string,
    private readonly unicode: boolean,
  ) {}

  alternatives(): { source: string; part: Part }[] {
    const found: { source: string; part: Part }[] = []
    for (;;) {
      const from = this.#at
      const part = this.#row()
      found.push({ source: this.source.slice(from, this.#at), part })
      if (this.#at >= this.source.length) return found
      this.#expect('|')
    }
  }

  #either(): Part {
    const options = [this.#row()]
    while (this.#take('|')) options.push(this.#row())
    return { kind: 'either', options }
  }

  #row(): Part {
    const parts: Part[] = []
    while (this.#at < this.source.length && !this.#sees('|') && !this.#sees(')')) {
      const part = this.#atom()
      const least = this.#quantifier()
      if (part) parts.push(least === 1 ? part : { kind: 'repeat', part, least })
    }
    return { kind: 'row', parts }
  }

  /** How often at least; 1 without a quantifier. */
  #quantifier(): number {
    const match = /^(?:([*?])|(\+)|\{(\d+)(?:,\d*)?\})\??/.exec(this.source.slice(this.#at, this.#at + 16))
    if (!match) return 1
    this.#at += match[0].length
    return match[1] ? 0 : match[2] ? 1 : Number(match[3])
  }

  /** What consumes characters next; undefined for what consumes none. */
  #atom(): Part | undefined {
    if (this.#take('(')) return this.#group()
    if (this.#take('^') || this.#take('$')) return undefined
    if (this.#take('.')) return { kind: 'unit', of: undefined }
    if (this.#take('[')) return this.#set()
    if (this.#sees('\\')) return this.#escape()
    return this.#literal()
  }

  #group(): Part | undefined {
    const looks = ['?=', '?!', '?<=', '?<!'].some(sign => this.#take(sign))
    if (!looks && this.#sees('?') && !this.#take('?:')) {
      const name = /^\?<\w+>/.exec(this.source.slice(this.#at, this.#at + 60))
      if (!name) throw new Unread()
      this.#at += name[0].length
    }
    const inner = this.#either()
    this.#expect(')')
    return looks ? undefined : inner
  }

  #literal(): Part {
    const unit = this.source.charCodeAt(this.#at)
    this.#at += 1
    // With the flag u a pair of surrogates is one character: whatever stands behind it means both.
    if (this.unicode && unit >= 0xd800 && unit < 0xdc00) {
      this.#at += 1
      return { kind: 'unknown' }
    }
    return { kind: 'unit', of: [unit] }
  }

  #escape(): Part | undefined {
    if (/^\\[bB]/.test(this.source.slice(this.#at, this.#at + 2))) {
      this.#at += 2
      return undefined
    }
    if (/^\\(?:[1-9]|k<)/.test(this.source.slice(this.#at, this.#at + 3))) throw new Unread()
    return { kind: 'unit', of: this.#escaped() }
  }

  /** The units that an escape means, outside a set and in one. */
  #escaped(): readonly number[] | undefined {
    const rest = this.source.slice(this.#at + 1, this.#at + 12)
    const code = /^(?:u([0-9a-fA-F]{4})|x([0-9a-fA-F]{2}))/.exec(rest)
    if (code) {
      this.#at += 1 + code[0].length
      return [Number.parseInt(code[1] ?? code[2] ?? '', 16)]
    }
    const sign = rest.charAt(0)
    this.#at += 2
    if (sign === 'd') return digits
    if (sign === 'w') return wordUnits
    if (sign === 's' || sign === 'S' || sign === 'D' || sign === 'W') return undefined
    const control = controls[sign]
    if (control !== undefined) return [control]
    if (/[a-zA-Z0-9]/.test(sign)) throw new Unread() // \p{…}, \u{…}, \cX and what may yet come
    return [rest.charCodeAt(0)]
  }

  #set(): Part {
    const negated = this.#take('^')
    const units = new Set<number>()
    let any = negated
    while (!this.#sees(']')) {
      if (this.#at >= this.source.length) throw new Unread()
      const first = this.#member()
      if (this.#sees('-') && this.source.charAt(this.#at + 1) !== ']') {
        this.#at += 1
        const last = this.#member()
        const [from, to] = [first?.[0], last?.[0]]
        if (from === undefined || to === undefined || first?.length !== 1 || last?.length !== 1) any = true
        else if (to - from > MOST_UNITS) any = true
        else for (let unit = from; unit <= to; unit++) units.add(unit)
      } else if (first) for (const unit of first) units.add(unit)
      else any = true
    }
    this.#expect(']')
    if (this.unicode && [...units].some(unit => unit >= 0xd800 && unit < 0xe000)) return { kind: 'unknown' }
    return { kind: 'unit', of: any || units.size > MOST_UNITS ? undefined : [...units] }
  }

  #member(): readonly number[] | undefined {
    if (this.#sees('\\')) return this.source.charAt(this.#at + 1) === 'b' ? this.#backspace() : this.#escaped()
    const unit = this.source.charCodeAt(this.#at)
    this.#at += 1
    return [unit]
  }

  #backspace(): readonly number[] {
    this.#at += 2
    return [8]
  }

  #sees(sign: string): boolean {
    return this.source.startsWith(sign, this.#at)
  }

  #take(sign: string): boolean {
    const is = this.#sees(sign)
    if (is) this.#at += sign.length
    return is
  }

  #expect(sign: string): void {
    if (!this.#take(sign)) throw new Unread()
  }
}

const digits = [...'0123456789'].map(digit => digit.charCodeAt(0))
const wordUnits = [...'0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ_'].map(one => one.charCodeAt(0))
const controls: Readonly<Record<string, number>> = { n: 10, r: 13, t: 9, v: 11, f: 12 }
