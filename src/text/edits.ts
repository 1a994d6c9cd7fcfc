/** A stretch of a text and what takes its place. */
export interface Edit {
  from: number
  to: number
  with: string
}

/** A text with, for every unit of it and for its end, where in the original it came from. */
export interface Reading {
  text: string
  origin: Uint32Array
}

/** The text after the edits (in order, none overlapping): what replaces a stretch comes from where the stretch began. */
export function apply(reading: Reading, edits: readonly Edit[]): Reading {
  if (edits.length === 0) return reading
  const growth = edits.reduce((sum, edit) => sum + edit.with.length - (edit.to - edit.from), 0)
  const origin = new Uint32Array(reading.origin.length + growth)
  let text = ''
  let at = 0
  let out = 0
  for (const edit of edits) {
    text += reading.text.slice(at, edit.from) + edit.with
    while (at < edit.from) origin[out++] = reading.origin[at++] ?? 0
    for (let i = 0; i < edit.with.length; i++)
      origin[out++] = reading.origin[edit.from + Math.min(i, Math.max(0, edit.to - edit.from - 1))] ?? 0
    at = edit.to
  }
  text += reading.text.slice(at)
  while (at < reading.origin.length) origin[out++] = reading.origin[at++] ?? 0
  return { text, origin }
}
