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
  /** One month, day by day, between the figures and the rows. */
  calendar?: Calendar
  /** Further lines with a bar each, `share` in [0, 1] of the width; at most thirty are drawn. */
  rows: readonly { label: string; value: string; share: number }[]
  /** The last line, small. */
  note: string
}

/** What a day of a calendar was: he came, made it up, missed it, need not have come; or it is still to come. */
export const dayMarks = ['came', 'madeUp', 'missed', 'rest', 'ahead'] as const
export type DayMark = (typeof dayMarks)[number]

/** One person's month. */
export interface Calendar {
  /** Seven headings, Monday's first. */
  weekdays: readonly string[]
  /** Empty places before the first day: 0 where the month begins on a Monday. */
  before: number
  /** From the first of the month on. */
  days: readonly DayMark[]
  /** What the marks mean, for those that are named. */
  legend: readonly { mark: DayMark; label: string }[]
}

/** How a mark is written where nothing can be drawn. */
export const markSigns: Readonly<Record<DayMark, string>> = {
  came: '●',
  madeUp: '△',
  missed: '○',
  rest: '·',
  ahead: '　',
}

/** A calendar in signs, a line a week under its headings; blanks behind the last sign of a line are left out. */
export function calendarText({ weekdays, before, days }: Calendar): string {
  const places = [...Array.from({ length: before }, () => markSigns.ahead), ...days.map(mark => markSigns[mark])]
  const weeks = Array.from({ length: Math.ceil(places.length / 7) }, (_, week) => places.slice(7 * week, 7 * week + 7))
  return [weekdays, ...weeks]
    .map(line => line.join(' ').trimEnd())
    .join('\n')
    .trimEnd()
}

/** What stands on a board, line by line: for those who cannot see it, and for tests. */
export function boardText({ title, subtitle, figures, calendar, rows, note }: Board): string {
  return [
    title,
    subtitle,
    ...figures.map(({ value, label }) => `${label} ${value}`),
    ...(calendar ? [calendarText(calendar), ...legendOf(calendar)] : []),
    ...rows.map(({ label, value }) => `${label} ${value}`),
    note,
  ].join('\n')
}

function legendOf({ legend }: Calendar): string[] {
  return legend.length === 0 ? [] : [legend.map(({ mark, label }) => `${markSigns[mark]} ${label}`).join('  ')]
}
