import pairs from 'opencc-js/dict/TSCharacters'

// Characters alone, without OpenCC's phrases: a command or a contact word needs no more, the table is 29 KB instead of
// the 109 KB of the whole converter, and every character keeps its place. Built at first use (3 ms).
let table: Uint16Array | undefined

/** The simplified form of one UTF-16 code unit, or the unit itself. */
export function simplifyUnit(unit: number): number {
  table ??= readTable()
  return table[unit] || unit
}

/** Traditional characters as simplified ones, everything else untouched; length and offsets stay: 簽到 → 签到. */
export function simplify(text: string): string {
  let result = ''
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i)
    result += unit < 0x3400 ? text[i] : String.fromCharCode(simplifyUnit(unit))
  }
  return result
}

function readTable(): Uint16Array {
  const units = new Uint16Array(0x10000)
  for (const pair of pairs.split('|')) {
    const [traditional, simplified] = pair.split(' ')
    if (traditional?.length === 1 && simplified?.length === 1) {
      units[traditional.charCodeAt(0)] = simplified.charCodeAt(0)
    }
  }
  return units
}
