/** How a line of a picture is to look; its baseline begins at (x, y), in pixels. */
export interface Style {
  x: number
  y: number
  size: number
  fill: string
  bold?: boolean
}

/** What puts letters on a picture: the painter's thread has one that knows the font (`outlines.ts`). */
export interface Pen {
  /** How wide a text is at a size, in pixels. */
  width(text: string, size: number, bold?: boolean): number
  /** The text as SVG. */
  write(text: string, style: Style): string
}

/** A pen without a font: the text stands in the SVG as it is, and widths are estimates. */
export const plainPen: Pen = {
  // A Chinese character is as wide as it is high, others are a bit more than half.
  width: (text, size) => [...text].reduce((sum, letter) => sum + (/[\u0020-\u2fff]/.test(letter) ? 0.58 : 1) * size, 0),
  write(text, { x, y, size, fill, bold = false }) {
    const weight = bold ? ' font-weight="bold"' : ''
    return `<text x="${x}" y="${y}" font-size="${size}" fill="${fill}"${weight}>${escaped(text)}</text>`
  },
}

function escaped(text: string): string {
  return text.replace(/[&<>"']/g, unit => `&#${unit.charCodeAt(0)};`)
}
