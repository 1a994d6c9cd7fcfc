import { readFileSync } from 'node:fs'
import { Blob, Face, Font } from 'harfbuzzjs'
import type { Pen } from './pen.js'

// Letters as paths. Given text, resvg reads the whole font anew for every picture; a letter's outline is found in a tenth of a
// millisecond, and most letters come again.

// Of the fonts' package only its entry may be resolved; the files lie beside it.
const folder = new URL('../fonts/', import.meta.resolve('@embedpdf/fonts-sc'))

interface Letter {
  /** In units of the font, `perEm` of them to its size. */
  advance: number
  path: string
}

/** A pen that writes in Noto Sans Hans. The font's files are read when the first letter of their weight is written. */
export function outlinePen(): Pen {
  const regular = lettersOf('Regular')
  const bold = lettersOf('Bold')
  const lettersFor = (isBold: boolean | undefined) => (isBold ? bold : regular)
  return {
    width: (text, size, isBold) => lettersFor(isBold)(text).reduce((sum, { advance }) => sum + advance * size, 0),
    write(text, { x, y, size, fill, bold: isBold }) {
      let at = x
      const paths = lettersFor(isBold)(text).map(({ advance, path }) => {
        const begin = at
        at += advance * size
        return path === '' ? '' : `<path transform="translate(${rounded(begin)} ${y})${scaleTo(size)}" d="${path}"/>`
      })
      return `<g fill="${fill}">${paths.join('')}</g>`
    },
  }
}

/** Outlines stand on their feet, pictures grow downwards. */
function scaleTo(size: number): string {
  return ` scale(${size / PER_EM} ${-size / PER_EM})`
}

/** Both weights have this many units to their size. */
const PER_EM = 1000

/** Reads texts letter by letter in one weight. Marks and emoji that the font has not are left out; other letters are a box. */
function lettersOf(weight: 'Regular' | 'Bold'): (text: string) => Letter[] {
  let font: Font | undefined
  const known = new Map<string, Letter | undefined>()
  const find = (letter: string): Letter | undefined => {
    font ??= open(weight)
    const code = font.nominalGlyph(letter.codePointAt(0) ?? 0)
    if (code === undefined && leftOut.test(letter)) return undefined
    const glyph = code ?? 0
    return { advance: font.glyphHAdvance(glyph) / PER_EM, path: font.glyphToPath(glyph) }
  }
  return text =>
    [...text].flatMap(letter => {
      if (!known.has(letter)) known.set(letter, find(letter))
      return known.get(letter) ?? []
    })
}

/** What says nothing as a box: emoji and what they are put together with, marks on other letters, unseen characters. */
const leftOut = /^[\p{Extended_Pictographic}\p{Emoji_Modifier}\p{Regional_Indicator}\p{M}\p{C}\p{Z}]$/u

function open(weight: string): Font {
  const { buffer, byteOffset, byteLength } = readFileSync(new URL(`NotoSansHans-${weight}.otf`, folder))
  const font = new Font(new Face(new Blob(buffer.slice(byteOffset, byteOffset + byteLength))))
  return font
}

function rounded(pixels: number): number {
  return Math.round(pixels * 10) / 10
}
