/** What is used of the other Aho–Corasick that ours is compared with. */
declare module 'fastscan' {
  export default class FastScanner {
    constructor(words: readonly string[])
    /** Every place of every word, as [offset, word]. */
    search(text: string): [number, string][]
  }
}
