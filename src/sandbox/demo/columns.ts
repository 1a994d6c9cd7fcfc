const graphemes = new Intl.Segmenter('zh', { granularity: 'grapheme' })

const wide =
  /^[\u1100-\u115f\u2e80-\u303e\u3041-\u33ff\u3400-\u4dbf\u4e00-\u9fff\ua000-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6\u{20000}-\u{3fffd}]/u
const picture = /\p{Emoji_Presentation}|\ufe0f/u
const unseen = /^[\p{Cf}\p{Mn}\p{Cc}]+$/u

/** How many columns of a terminal a text takes: Chinese and pictures two each. */
export function columnsOf(text: string): number {
  let columns = 0
  for (const { segment } of graphemes.segment(text)) columns += columnsOfOne(segment)
  return columns
}

/**
 * A line broken to fit into so many columns: between Chinese characters anywhere, else at blanks. What must not begin a
 * line (。」) hangs over by one character.
 */
export function wrap(line: string, columns: number): string[] {
  const lines: string[] = []
  let current = ''
  let filled = 0
  for (const word of wordsOf(line)) {
    const more = columnsOf(word)
    if (filled > 0 && filled + more > columns && !/^[，。、：；！？」』）》…”]/.test(word)) {
      lines.push(current.trimEnd())
      current = ''
      filled = 0
      if (word.trim() === '') continue
    }
    current += word
    filled += more
  }
  return [...lines, current]
}

/** Runs of ASCII stay together; everything else goes character by character. */
function wordsOf(line: string): string[] {
  return line.split(/([!-~]+)/).flatMap((part, index) => {
    if (index % 2 === 1) return [part]
    return Array.from(graphemes.segment(part), ({ segment }) => segment)
  })
}

function columnsOfOne(grapheme: string): number {
  if (unseen.test(grapheme)) return 0
  return wide.test(grapheme) || picture.test(grapheme) ? 2 : 1
}
