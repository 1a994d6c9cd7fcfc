import { canonical, clockOf, dateOf, plainLine } from '../../../src/kernel/plugin.js'
import type { Topic } from '../topic.js'
import type { Entry, Sheet } from './sheet.js'

// The minutes as people read them: in private, in the room, as a file. Pure; every word in them but the headings is somebody's.

type Text = (key: string, values?: Record<string, string | number>) => string

/** How the minutes call somebody. */
export type Naming = (entry: Entry) => string

interface Setting {
  text: Text
  zone: string
  nameOf: Naming
}

/** Characters of a line in private, in the room, in the file; and lines in the room. */
const SHOWN = 80
const POSTED = 60
const FILED = 200
const POSTED_LINES = 3
const TITLE = 40

/** What the host is sent: every line with the number by which it is taken out. */
export function draftText(sheet: Sheet, { text, zone, nameOf }: Setting): string {
  const { topic, entries } = sheet
  const { guide } = topic
  return [
    text('minutesDraft', { id: topic.id, title: plainLine(topic.title, TITLE) }),
    text('minutesFacts', facts(sheet, zone)),
    ...(guide.length > 0
      ? [text('minutesGuide', { questions: guide.map(each => plainLine(each, TITLE)).join(' / ') })]
      : []),
    ...entries.map(entry =>
      text(entry.pinned ? 'minutesPinnedLine' : 'minutesLine', {
        number: entry.number,
        name: nameOf(entry),
        text: plainLine(entry.text, SHOWN),
      }),
    ),
    text('minutesHow', { example: entries.at(-1)?.number ?? 1 }),
  ].join('\n')
}

/** What the room reads: a few lines, for the rest is in the file; of use also where the file does not arrive. */
export function postText(sheet: Sheet, { text, nameOf }: Setting): string {
  const { topic, entries, speakers, messages } = sheet
  return [
    text('minutesPost', { id: topic.id, title: plainLine(topic.title, TITLE), speakers, messages }),
    ...entries
      .slice(0, POSTED_LINES)
      .map(entry => text('minutesPostLine', { name: nameOf(entry), text: plainLine(entry.text, POSTED) })),
    text('minutesPostEnd'),
  ].join('\n')
}

/** `纪要-T1-2030-01-08.md` */
export function fileName({ id, start }: Topic, { text, zone }: Pick<Setting, 'text' | 'zone'>): string {
  return `${text('minutesFile', { id })}-${dateOf(start, zone)}.md`
}

/** The whole as Markdown: what was pinned, then under each guiding question what was said to it, then the rest. */
export function markdown(sheet: Sheet, { text, zone, nameOf }: Setting): string {
  const { topic, entries } = sheet
  const pinned = entries.filter(each => each.pinned)
  const rest = entries.filter(each => !each.pinned)
  const sections = topic.guide.map(question => ({ heading: plainLine(question, FILED), entries: [] as Entry[] }))
  const others: Entry[] = []
  for (const entry of rest) {
    const question = questionOf(entry.text, topic.guide)
    const section = question === undefined ? undefined : sections[question]
    if (section) section.entries.push(entry)
    else others.push(entry)
  }
  const quote = (entry: Entry) => `- ${escaped(nameOf(entry))}：${escaped(plainLine(entry.text, FILED))}`
  const part = (heading: string, all: readonly Entry[]) => [`## ${escaped(heading)}`, '', ...all.map(quote), '']
  return [
    `# ${escaped(plainLine(topic.title, FILED))}`,
    '',
    text('minutesFacts', facts(sheet, zone)),
    '',
    ...(pinned.length > 0 ? part(text('minutesPinned'), pinned) : []),
    ...sections.flatMap(({ heading, entries: own }) => part(heading, own)),
    ...(others.length > 0 ? part(text('minutesOthers'), others) : []),
  ].join('\n')
}

function facts({ topic, speakers, messages }: Sheet, zone: string): Record<string, string | number> {
  const { start, end, closedAt } = topic
  const date = dateOf(start, zone)
  const to = Math.min(end, closedAt ?? end)
  const till = dateOf(to, zone) === date ? clockOf(to, zone) : `${dateOf(to, zone)} ${clockOf(to, zone)}`
  return { date, from: clockOf(start, zone), to: till, speakers, messages }
}

/** Letters in common, in pairs, that make a line one about a question and no other. */
const IN_COMMON = 2

/** Which question a line is about: the one with which alone it has most pairs of letters in common. */
export function questionOf(line: string, questions: readonly string[]): number | undefined {
  const all = questions.map(pairsOf)
  const own = all.map(
    (pairs, index) => new Set([...pairs].filter(pair => all.every((other, at) => at === index || !other.has(pair)))),
  )
  const said = pairsOf(line)
  const scores = own.map(pairs => [...pairs].filter(pair => said.has(pair)).length)
  const best = Math.max(0, ...scores)
  return best >= IN_COMMON && scores.filter(score => score === best).length === 1 ? scores.indexOf(best) : undefined
}

function pairsOf(text: string): Set<string> {
  const letters = [...canonical(text).text.replace(/[^\p{L}\p{N}]/gu, '')]
  return new Set(letters.slice(1).map((letter, index) => `${letters[index]}${letter}`))
}

/** Nobody's words are a heading, a link or markup of the file. */
function escaped(text: string): string {
  return text.replace(/[\\`*_{}[\]()#+!|<>~&-]/g, '\\$&')
}
