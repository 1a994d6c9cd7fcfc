import { type CommandCtx, type MemberKey, plainLine } from '../../src/kernel/plugin.js'
import { type Config, type In, knownTopics } from './topic.js'

// In private one person may mean any of several rooms: what he is told names the room, and he can name it too.

/** What is said to one person in private, with the room that it is about where he has topics in more than one. */
export async function withRoom(ctx: In, member: MemberKey, text: string): Promise<string> {
  for (const { key } of ctx.rooms()) {
    if (key === ctx.room.key) continue
    const other = ctx.at(key)
    if (!other.member(member).present || other.mode === 'off') continue
    if ((await knownTopics(other.store)).length > 0) return ctx.text('inRoom', { room: ctx.room.name, text })
  }
  return text
}

/** The same for an answer, where it was asked in private. */
export async function answerFrom(ctx: CommandCtx<Config>, at: In, text: string): Promise<string> {
  return ctx.private ? withRoom(at, ctx.caller.key, text) : text
}

/** Rooms whose name stands in what was typed, as words of its own, and what is left without it. Pure. */
export function readRoom(typed: string, places: readonly In[]): { named: In[]; left: string } {
  const plain = typed.normalize('NFKC')
  const names = [...new Set(places.map(nameOf))].filter(name => name !== '').sort((a, b) => b.length - a.length)
  for (const name of names) {
    const at = ` ${plain} `.replace(/\s/g, ' ').indexOf(` ${name} `)
    if (at < 0) continue
    const left = `${plain.slice(0, Math.max(0, at - 1))} ${plain.slice(at + name.length)}`.trim()
    return { named: places.filter(place => nameOf(place) === name), left }
  }
  return { named: [], left: typed }
}

const nameOf = (place: In) => place.room.name.normalize('NFKC').replace(/\s/g, ' ')

/** Asks which of several rooms is meant, with the line to send for each. */
export function whichRoom(
  ctx: CommandCtx<Config>,
  { typed, choices }: { typed: string; choices: readonly { at: In; about?: string }[] },
): string {
  const list = choices.slice(0, SHOWN).map(({ at, about }) => {
    const line = plainLine(`${typed} ${at.room.name}`, LONGEST_LINE)
    return about === undefined ? ctx.text('whichRoomLine', { line }) : ctx.text('whichRoomAbout', { line, about })
  })
  return ctx.text('whichRoom', { count: choices.length, list: list.join('\n') })
}

const SHOWN = 8
const LONGEST_LINE = 120
