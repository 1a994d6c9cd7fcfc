import {
  abilities,
  abilityWords,
  capabilities,
  type Works as HowFar,
  type PuppetKind,
} from '../../chat/capabilities.js'
import { clockOf, dateOf } from '../../domain/calendar.js'
import { BOT, type RoomKey } from '../../domain/keys.js'
import type { CommandCtx } from '../given.js'
import type { RoomAct } from '../rooms/rights.js'
import { command } from './commands.js'
import type { Works } from './index.js'

/** What is told of a room, in this order. */
const shown: readonly RoomAct[] = ['kick', 'add', 'invite', 'topic', 'say']

/** Of so many rooms WeChat is asked anew; asking it for hundreds at once would be too often. */
const ASKED = 5

/** `/能力`: what works with this puppet, and in each room what was really seen. It only looks. */
export function abilityCommands(works: () => Works) {
  return [
    command({
      names: ['能力', 'abilities'],
      who: 'admin',
      record: 'never',
      in: 'anywhere',
      help: '看我在群里能做什么',
      order: 81,
      async run(ctx) {
        const lines = [...puppetLines(works().house.puppet, ctx)]
        for (const [index, room] of roomsOf(works(), ctx).entries())
          lines.push(await roomLine(works(), ctx, room, index < ASKED))
        await ctx.whisper(lines.join('\n'), ctx.text('abilitiesShort', { rooms: lines.length }))
      },
    }),
  ]
}

/** Lines of `/状态`: in which rooms nobody can be removed, by what was seen; one line when all is well. */
export async function rightsLines({ house, people }: Works, ctx: CommandCtx): Promise<string[]> {
  const lines: string[] = []
  let able = 0
  for (const room of roomsOf({ house }, ctx)) {
    const owner = (await house.probe(room))?.owner
    const kick = house.rights.tried(room, 'kick')
    // What happened weighs more than what the record says; an owner who is not the bot cannot be overlooked.
    const can =
      kick && !ownerChanged(house, room, owner) ? kick.worked : owner === undefined ? undefined : owner === BOT
    if (can === undefined) continue
    if (can) able += 1
    else {
      const why = owner === undefined || owner === BOT ? '' : ctx.text('rightOwner', { name: people.name(owner, room) })
      lines.push(ctx.text('rightNo', { topic: people.room(room).name, why }))
    }
  }
  return lines.length > 0 ? lines : able > 0 ? [ctx.text('rightYes', { count: able })] : []
}

function ownerChanged(house: Works['house'], room: RoomKey, owner: string | undefined): boolean {
  const before = house.rights.ownerThen(room)
  return before !== undefined && owner !== undefined && before !== owner
}

/** Kept rooms that concern the asker: those of his community, an operator's all. */
function roomsOf({ house }: Pick<Works, 'house'>, ctx: CommandCtx): readonly RoomKey[] {
  return ctx.caller.role === 'operator' ? house.rooms.kept : house.rooms.ofCommunity(ctx.community)
}

function puppetLines(kind: PuppetKind, ctx: CommandCtx): string[] {
  const zh = ctx.text('language') !== 'en'
  const those = (how: HowFar) =>
    abilities
      .filter(ability => capabilities[kind][ability] === how)
      .map(ability => abilityWords[ability].name[zh ? 'zh' : 'en'])
  return (['yes', 'maybe', 'no'] as const).flatMap(how => {
    const list = those(how).join(ctx.text('comma'))
    return list === '' ? [] : [ctx.text(`abilities${capital(how)}`, { list })]
  })
}

async function roomLine({ house, people }: Works, ctx: CommandCtx, room: RoomKey, fresh: boolean): Promise<string> {
  const topic = people.room(room).name
  const probe = await house.probe(room, { fresh })
  if (!probe) return ctx.text('roomUnseen', { topic })
  const owner =
    probe.owner === undefined
      ? ctx.text('ownerUntold')
      : probe.owner === BOT
        ? ctx.text('ownerMe')
        : ctx.text('ownerOther', { name: people.name(probe.owner, room) })
  const acts = shown.map(act => {
    const tried = house.rights.tried(room, act)
    const how = tried === undefined ? 'actUntried' : tried.worked ? 'actWorked' : 'actFailed'
    const when = tried === undefined ? '' : moment(tried.at, ctx)
    return ctx.text(how, { act: ctx.text(`right${capital(act)}`), when, code: tried?.code ?? '' })
  })
  const looked = fresh ? ctx.text('lookedNow') : ''
  return ctx.text('roomAbilities', { topic, members: probe.members, looked, owner, acts: acts.join(ctx.text('comma')) })
}

/** `14:30`, of another day `01-08`. */
function moment(at: number, { zone, now }: CommandCtx): string {
  const day = dateOf(at, zone)
  return day === dateOf(now(), zone) ? clockOf(at, zone) : day.slice(5)
}

function capital(word: string): string {
  return `${word.charAt(0).toUpperCase()}${word.slice(1)}`
}
