import { readSymbols } from '../../plugins/rules/ads/symbols.js'

/** Gives each n-gram a number, the same for all texts it has read. */
export class Grams {
  readonly #numbers = new Map<number, number>()
  readonly #keys: number[] = []

  get size(): number {
    return this.#keys.length
  }

  /** The n-grams of one to three symbols of canonical text, and how many symbols it has. */
  read(text: string): { grams: Uint32Array; length: number } {
    const { units, length } = readSymbols(text)
    const grams: number[] = []
    for (let i = 0; i < length; i++) {
      let key = 0
      for (let n = 0; n < 3 && i - n >= 0; n++) {
        key += (units[i - n] ?? 0) * 65536 ** n
        grams.push(this.#numberOf(key))
      }
    }
    return { grams: Uint32Array.from(grams), length }
  }

  spelling(number: number): string {
    let key = this.#keys[number] ?? 0
    let gram = ''
    for (; key > 0; key = Math.floor(key / 65536)) gram = String.fromCharCode(key % 65536) + gram
    return gram
  }

  #numberOf(key: number): number {
    const known = this.#numbers.get(key)
    if (known !== undefined) return known
    const number = this.#keys.length
    this.#numbers.set(key, number)
    this.#keys.push(key)
    return number
  }
}
