/**
 * A picture of figures, as data: what stands on it, not how it is drawn. Small enough to wait in the outbox; it is painted
 * when it leaves (`src/text/picture/`).
 */
export interface Board {
  title: string
  /** Under the title: of what, from when to when. */
  subtitle: string
  /** The few figures that matter, large: at most four. */
  figures: readonly { value: string; label: string }[]
  /** Further lines with a bar each, `share` in [0, 1] of the width. */
  rows: readonly { label: string; value: string; share: number }[]
  /** The last line, small. */
  note: string
}

/** What stands on a board, line by line: for those who cannot see it, and for tests. */
export function boardText({ title, subtitle, figures, rows, note }: Board): string {
  return [
    title,
    subtitle,
    ...figures.map(({ value, label }) => `${label} ${value}`),
    ...rows.map(({ label, value }) => `${label} ${value}`),
    note,
  ].join('\n')
}
