/** What is wrong at one place of a text. */
export interface Slip {
  /** In the text as it was written. */
  offset: number
  message: string
}

/** A stretch of the copy. A copied one has the length it had; a replacement comes from one sign as a whole. */
interface Piece {
  text: string
  origin: number
  copied: boolean
}

/** Copies a text, replacing some of its signs, and remembers where every sign of the copy came from. */
export class Rewriting {
  readonly text: string
  readonly slips: Slip[] = []
  /** The next sign to copy. */
  at = 0
  readonly #pieces: Piece[] = []
  /** Behind which piece a line's code ended last. */
  #codeEnd = 0

  constructor(text: string) {
    this.text = text
  }

  get char(): string {
    return this.text[this.at] ?? ''
  }

  get next(): string {
    return this.text[this.at + 1] ?? ''
  }

  get ended(): boolean {
    return this.at >= this.text.length
  }

  /** Where the current line ends, before its line break. */
  lineEnd(): number {
    const found = this.text.indexOf('\n', this.at)
    const end = found < 0 ? this.text.length : found
    return end > this.at && this.text[end - 1] === '\r' ? end - 1 : end
  }

  slip(message: string, offset = this.at): void {
    this.slips.push({ offset, message })
  }

  copy(): void {
    this.copyTo(this.at + 1)
  }

  copyTo(end: number): void {
    if (end <= this.at) return
    const last = this.#pieces.at(-1)
    const text = this.text.slice(this.at, end)
    if (last?.copied && this.#codeEnd < this.#pieces.length && last.origin + last.text.length === this.at)
      last.text += text
    else this.#pieces.push({ text, origin: this.at, copied: true })
    this.at = end
  }

  /** Writes `text` in the place of the next sign. */
  replace(text: string): void {
    if (text === this.char) {
      this.copy()
      return
    }
    this.#pieces.push({ text, origin: this.at, copied: false })
    this.at += 1
  }

  /** Remembers that a line's code ends here; what follows is a comment or nothing. */
  markCodeEnd(): void {
    this.#codeEnd = this.#pieces.length
  }

  /** Writes `text` where the last line's code ended. */
  appendToCode(text: string): void {
    const origin = Math.max((this.#pieces[this.#codeEnd]?.origin ?? this.at) - 1, 0)
    this.#pieces.splice(this.#codeEnd, 0, { text, origin, copied: false })
    this.#codeEnd += 1
  }

  result(): { text: string; origin: (offset: number) => number } {
    const pieces = [...this.#pieces]
    const origin = (offset: number): number => {
      let rest = offset
      for (const piece of pieces) {
        if (rest < piece.text.length) return piece.origin + (piece.copied ? rest : 0)
        rest -= piece.text.length
      }
      return this.text.length
    }
    return { text: pieces.map(piece => piece.text).join(''), origin }
  }
}
