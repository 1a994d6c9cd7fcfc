import { dateOf } from '../../domain/calendar.js'
import type { CommunityKey, MemberKey, RoomKey } from '../../domain/keys.js'
import { atLeast } from '../../domain/roles.js'
import { safeTopic } from '../../text/names.js'
import { nearest } from '../../text/nearest.js'
import { args, rest } from '../commands/arguments.js'
import type { CommandCtx } from '../given.js'
import type { Unsure } from '../people/recognition.js'
import { keepAwaited } from '../rooms/founding.js'
import { command } from './commands.js'
import type { Works } from './index.js'

/** `/绑定`: who is who and which room is which, where a login or a new room left it open. */
export function bindCommands(works: () => Works) {
  /** Operators settle everything; an owner or admin what is his community's. */
  const communitiesOf = (ctx: CommandCtx): CommunityKey[] =>
    ctx.caller.role === 'operator' ? works().house.rooms.communities : [ctx.community]

  const unsureFor = (ctx: CommandCtx): Unsure[] =>
    communitiesOf(ctx).flatMap(community => works().recognition.unsureIn(community))

  async function listOf(ctx: CommandCtx, unsure: readonly Unsure[]): Promise<string> {
    const { people, house } = works()
    const lines: string[] = []
    for (const { member, room, candidates } of unsure) {
      const spoke = await house.books.activity.lastActive(room)
      const community = people.room(room).community
      const offered = candidates.flatMap((candidate, at) => {
        if (candidate === undefined) return []
        const seat = house.roster.frozen(room).get(candidate)
        const role = house.roles.granted(community, candidate)
        const last = spoke.get(candidate)
        const facts = [
          role === undefined ? '' : ctx.text(`role_${role}`),
          seat ? ctx.text('bindSince', { date: dateOf(seat.joinedAt, ctx.zone) }) : '',
          last === undefined ? '' : ctx.text('bindSpoke', { date: dateOf(last, ctx.zone) }),
        ].filter(fact => fact !== '')
        return [`${at + 1}) ${people.name(candidate)}${facts.length === 0 ? '' : `（${facts.join('，')}）`}`]
      })
      lines.push(
        ctx.text('bindItem', {
          at: numberOf(member),
          name: people.name(member, room),
          topic: [people.room(room).name, ...told(ctx, room, member)].join('，'),
          candidates: offered.join(' '),
        }),
      )
    }
    return ctx.text('bindList', { count: unsure.length, list: lines.join('\n') })
  }

  /** What one of several of a name wrote since: an owner knows him by it. */
  function told(ctx: CommandCtx, room: RoomKey, member: MemberKey): string[] {
    const word = works().namesakes.lastWord(room, member)
    return word === undefined ? [] : [ctx.text('pickSaid', { text: word.excerpt })]
  }

  async function settle(ctx: CommandCtx, number: string, which: string): Promise<string> {
    const { people, recognition } = works()
    const found = unsureFor(ctx).find(each => numberOf(each.member) === number)
    const into = /^\d+$/.test(which) ? found?.candidates[Number(which) - 1] : undefined
    if (!found || (into === undefined && !isNew(which))) return ctx.text('bindWrong')
    const name = people.name(found.member, found.room)
    const known = into === undefined ? '' : people.name(into)
    await recognition.settle(found.member, into)
    ctx.concerns(into ?? found.member)
    return into === undefined ? ctx.text('bindNew', { name }) : ctx.text('bindDone', { name, known })
  }

  async function confirm(ctx: CommandCtx): Promise<string> {
    let count = 0
    for (const community of communitiesOf(ctx)) count += await works().recognition.confirm(community)
    const left = unsureFor(ctx).length
    const done = count === 0 ? ctx.text('bindConfirmedPlain') : ctx.text('bindConfirmed', { count })
    return `${done}${left === 0 ? '' : ctx.text('bindLeft', { count: left })}`
  }

  return [
    command({
      names: ['绑定', 'bind'],
      who: 'admin',
      in: 'anywhere',
      evenUnkept: true,
      args: args({ what: rest({ optional: true, name: '编号 第几位|确认|群' }) }),
      example: '/绑定 1 2',
      record: ({ what = '' }) => what !== '',
      order: 75,
      async run(ctx, { what = '' }) {
        const [first = '', second = ''] = what.trim().split(/\s+/)
        if (ctx.room.key !== '' && !works().house.rooms.isKept(ctx.room.key)) {
          const named = communityOf(works(), first)
          if (!named || !atLeast(works().house.roles.roleOf(named.community, ctx.caller.key, false), 'admin')) return
          const answer = await bindByHand(works(), first, [ctx.room.key], ctx.text)
          // By now the room may go by its new key.
          const room = works().house.rooms.isKept(first) ? first : ctx.room.key
          await works().house.outbox.post({
            id: `${ctx.message.id}|bound`,
            origin: 'house',
            manner: 'reply',
            action: { act: 'say', room, text: answer },
          })
          return
        }
        if (first === '') {
          const unsure = unsureFor(ctx)
          return unsure.length === 0
            ? ctx.reply(ctx.text(works().recognition.blind ? 'bindNoneBlind' : 'bindNone'))
            : ctx.whisper(await listOf(ctx, unsure), ctx.text('listApart'))
        }
        if (/^(?:确认|confirm)$/i.test(first)) return ctx.reply(await confirm(ctx))
        if (/^\d+$/.test(first)) return ctx.reply(await settle(ctx, first, second))
        return ctx.reply(await bindByHand(works(), first, visibleAs(works(), first), ctx.text))
      },
    }),
  ]
}

/** The rooms that are called as the config calls the room of that key, and are nobody's yet. */
function visibleAs({ house }: Works, key: string): RoomKey[] {
  const topic = communityOf({ house }, key)?.topic
  return [...house.identity.rooms].flatMap(([room, known]) =>
    known.topic === topic && house.identity.idOfRoom(room) !== undefined && !house.rooms.isKept(room) ? [room] : [],
  )
}

/** A room's owner or admin says which room of the config this is; what he is answered. */
async function bindByHand(
  { house }: Works,
  key: string,
  candidates: readonly RoomKey[],
  text: (key: string, values?: Readonly<Record<string, string | number>>) => string,
): Promise<string> {
  const named = communityOf({ house }, key)
  if (!named) {
    const keys = Object.values(house.config.all.communities).flatMap(({ rooms }) => Object.keys(rooms))
    const near = nearest(key, keys, { max: 2 })
    return text('bindRoomUnknown', { key, near: near === undefined ? '' : text('near', { name: near }) })
  }
  if (house.identity.idOfRoom(key) !== undefined) {
    return text('bindRoomTaken', { key, topic: safeTopic(house.identity.room(key)?.topic ?? '', key) })
  }
  const [room] = candidates
  if (room === undefined || candidates.length > 1) return text('bindRoomWhere', { key })
  const topic = house.identity.room(room)?.topic ?? named.topic
  // A room that a login made unrecognisable was kept before: it is no new one, and begins no trial.
  const known = house.rooms.get(key)
  const before = known?.state === 'kept' ? known : undefined
  const record = { since: house.now(), ...before, topic, community: named.community }
  await house.rooms.put(key, known?.state === 'awaited' ? { ...known, topic } : { ...record, state: 'kept' })
  await house.rooms.drop(room)
  // Whoever brought the bot in was asked whether it should stay.
  for (const question of house.questions.open) {
    if (question.room !== room) continue
    await house.questions.lapse(question.id)
    await house.questions.told(question.id)
  }
  await house.rekey(room, key)
  if (!(await keepAwaited(house, key))) await house.reconcile()
  return text('bindRoomDone', { key, topic: safeTopic(topic, key) })
}

/** The community and topic that the config gives to a room, or under which it is awaited. */
function communityOf(
  { house }: Pick<Works, 'house'>,
  room: RoomKey,
): { community: CommunityKey; topic: string } | undefined {
  for (const [community, { rooms }] of Object.entries(house.config.all.communities)) {
    const named = rooms[room]
    if (named) return { community, topic: named.topic }
  }
  const awaited = house.rooms.get(room)
  return awaited?.state === 'awaited' ? { community: awaited.community, topic: awaited.topic } : undefined
}

/** People who could not be told apart were given keys of their own, `m17`: its number is theirs on the list. */
function numberOf(member: MemberKey): string {
  return member.replace(/^\D+/, '')
}

function isNew(which: string): boolean {
  return /^(?:新人?|都不是|new|none)$/i.test(which)
}
