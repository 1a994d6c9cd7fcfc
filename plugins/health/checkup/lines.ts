import type { Day } from '../days/day.js'

// What a group lives by, in five lines: 同好 结构 输出 运营 复制. One figure each, and one thing to do next. Pure.

export const aspects = ['同好', '结构', '输出', '运营', '复制'] as const
export type Aspect = (typeof aspects)[number]

/** Fewer messages than this a week say nothing about who writes them. */
const ENOUGH = 10
/** What of them is the owner's is told from here on; of so few nobody is told that he talks too much. */
const FEW = 3
/** An owner who says so much of it talks alone. */
const OWNER_TALKS = 0.3
/** So much of it from the busiest fifth is a stage with an audience. */
const FEW_TALK = 0.8
/** Half of those who come say a word, half of what is begun is answered, half of the new come to stay. */
const HALF = 0.5
/** Cases taken back, of all. */
const DOUBTFUL = 0.1
/** Of the messages, what those wrote who are there for long. */
const OLD_TALK = 0.2

/** What a check-up is made from. Shares are in [0, 1]. */
export interface Vitals {
  people: number
  active: number
  /** From where the active rate is decent, and up to where it usually goes. */
  floor: number
  good?: number
  /** Whole days of the last seven of which the bot knows. */
  known: number
  /** The last seven days, and what came of the last four weeks. */
  week: readonly Day[]
  /** What the busiest fifth wrote of those seven days, of all that was written in them. */
  top?: number
  joins: number
  firstWords: number
  hasGoal: boolean
  /** Admins beside the owner; people who took a duty on. */
  admins: number
  helpers: number
  /** People who came two weeks to two months ago and are here, and those of them who wrote this week. */
  newcomers: number
  regulars: number
  /** Who came later than that. */
  fresh: number
}

/** One line: keys of the catalogue with their figures, and what a picture shows of it. */
export interface Line {
  aspect: Aspect
  figure: string
  values: Readonly<Record<string, number>>
  step: string
  bar: Bar
}

/** A figure of the line under its name (a key of the catalogue); `share`, in [0, 1], is the length of its bar. */
export interface Bar {
  of: string
  value: string
  share?: number
}

/** So many of so many. */
function partOf(of: string, part: number, whole: number): Bar {
  return { of, value: `${part}/${whole}`, ...(whole === 0 ? {} : { share: part / whole }) }
}

/** A share, as it stands in the words. */
function shareBar(of: string, share: number): Bar {
  return { of, value: `${whole(share)}%`, share }
}

function countBar(of: string, count: number): Bar {
  return { of, value: String(count) }
}

export function checkLines(vitals: Vitals): Line[] {
  const lines = [kindred(vitals), structure(vitals), output(vitals), running(vitals), passingOn(vitals)]
  if (lines.every(({ step }) => step === 'goOn')) return lines
  // That it is good as it is holds of a group that is well in all of it; else every line has a step to take.
  return lines.map(line => (line.step === 'goOn' ? { ...line, step: `goOn${keeping[line.aspect]}` } : line))
}

/** What keeps well what is well, by the end of a line's key. */
const keeping: Readonly<Record<Aspect, string>> = {
  同好: 'Kindred',
  结构: 'Structure',
  输出: 'Output',
  运营: 'Running',
  复制: 'PassingOn',
}

export const sumOf = (days: readonly Day[], figure: Exclude<keyof Day, 'date'>): number =>
  days.reduce((sum, day) => sum + day[figure], 0)

/** Everybody cares for the same thing: it is written down, and who comes says a word. */
function kindred({ hasGoal, joins, firstWords }: Vitals): Line {
  const spoke = Math.min(joins, firstWords)
  const bar = joins === 0 ? countBar('joins', 0) : partOf('spoke', spoke, joins)
  if (!hasGoal) {
    const figure = joins === 0 ? 'noGoal' : 'noGoalWords'
    return { aspect: '同好', figure, values: { joins, spoke }, step: 'writeGoal', bar }
  }
  if (joins === 0) return { aspect: '同好', figure: 'noJoins', values: {}, step: 'bringOne', bar }
  const step = spoke / joins < HALF ? 'askNewcomers' : 'goOn'
  return { aspect: '同好', figure: 'firstWords', values: { joins, spoke }, step, bar }
}

/** Who does what, and whether a few talk for all. */
function structure({ week, top: share, admins, helpers }: Vitals): Line {
  const messages = sumOf(week, 'messages')
  const top = messages < ENOUGH ? undefined : share
  const bar = top === undefined ? countBar('admins', admins) : shareBar('top', top)
  const values = { admins, helpers, ...(top === undefined ? {} : { top: whole(top) }) }
  const base = { aspect: '结构' as const, figure: top === undefined ? 'staff' : 'staffTop', values, bar }
  if (admins === 0) return { ...base, step: 'findDeputy' }
  if (helpers === 0) return { ...base, step: 'findHelpers' }
  return { ...base, step: top !== undefined && top > FEW_TALK ? 'quietOnes' : 'goOn' }
}

/** Whether people begin something, and somebody takes it up. */
function output({ week }: Vitals): Line {
  const started = sumOf(week, 'startedByMembers')
  const answered = Math.min(started, sumOf(week, 'answered'))
  const topics = sumOf(week, 'topics')
  const values = { started, answered, topics, checkIns: sumOf(week, 'checkIns') }
  const base = { aspect: '输出' as const, figure: 'started', values }
  if (started === 0) return { ...base, step: 'beginOne', bar: countBar('started', 0) }
  const step = answered / started < HALF ? 'takeUp' : topics === 0 ? 'setTopic' : 'goOn'
  return { ...base, step, bar: partOf('answered', answered, started) }
}

/** Whether what needs somebody finds somebody; and whether the owner talks alone. */
function running({ week }: Vitals): Line {
  const messages = sumOf(week, 'messages')
  const owner = messages < FEW ? undefined : sumOf(week, 'owner') / messages
  const unanswered = sumOf(week, 'unanswered')
  const cases = sumOf(week, 'cases')
  const undone = sumOf(week, 'undone')
  const values = { unanswered, cases, undone, ...(owner === undefined ? {} : { owner: whole(owner) }) }
  const base = {
    aspect: '运营' as const,
    figure: `${owner === undefined ? 'care' : 'careOwner'}${cases === 0 ? '' : 'Cases'}`,
    values,
    bar: owner === undefined ? countBar('unanswered', unanswered) : shareBar('owner', owner),
  }
  if (owner !== undefined && owner >= OWNER_TALKS && messages >= ENOUGH) return { ...base, step: 'ownerLess' }
  if (unanswered > 2) return { ...base, step: 'findAnswerers' }
  if (cases > 0 && undone / cases > DOUBTFUL) return { ...base, step: 'lookAtCases' }
  return { ...base, step: owner !== undefined && owner >= HALF && messages < ENOUGH ? 'askFirst' : 'goOn' }
}

/** Whether those who know the group stay, and those who come become some of them. */
function passingOn({ week, newcomers, regulars, fresh }: Vitals): Line {
  const messages = sumOf(week, 'messages')
  const old = messages < ENOUGH ? undefined : sumOf(week, 'veteranMessages') / messages
  const kind = newcomers > 0 ? 'stayed' : fresh > 0 ? 'fresh' : 'noneNew'
  const figure = old === undefined ? kind : `${kind}Old`
  const values = { newcomers, regulars, fresh, ...(old === undefined ? {} : { old: whole(old) }) }
  const stayed = newcomers > 0 ? partOf('regulars', regulars, newcomers) : countBar('fresh', fresh)
  const base = { aspect: '复制' as const, figure, values, bar: old === undefined ? stayed : shareBar('old', old) }
  if (old !== undefined && old < OLD_TALK && sumOf(week, 'veterans') > 0) return { ...base, step: 'callVeterans' }
  if (newcomers > 0) return { ...base, step: regulars / newcomers < HALF ? 'pairNewcomers' : 'goOn' }
  // Whom nobody came to cannot pass anything on: first some have to come.
  return { ...base, step: fresh > 0 ? 'pairNewcomers' : 'askIn' }
}

/** Where the active rate stands: below what is decent, within it, above it. */
export function standing({ people, active, floor, good }: Vitals): 'below' | 'within' | 'above' {
  const rate = active / Math.max(1, people)
  if (rate < floor) return 'below'
  return good !== undefined && rate > good ? 'above' : 'within'
}

/** With how many others everybody who wrote talked on a day, on average: two of each pair. Undefined where nobody wrote. */
export function density(week: readonly Day[]): number | undefined {
  const speakers = sumOf(week, 'speakers')
  return speakers === 0 ? undefined : Math.round((20 * sumOf(week, 'pairs')) / speakers) / 10
}

function whole(share: number): number {
  return Math.round(100 * share)
}
