import type { Called, Sighting } from '../../src/chat/likeness.js'
import type { RoomSighting } from '../../src/chat/matching.js'
import { type Chance, chance } from '../../src/domain/chance.js'

/** What a client shows of people: real Web WeChat's member lists, the sandbox's, or names and nothing else. */
export type Shown = 'attr' | 'pictures' | 'both' | 'names'

export interface Change {
  /** Shares of the members to whom it happens while the bot is away. */
  leave: number
  join: number
  rename: number
  recard: number
  newPicture: number
}

const quietNight: Change = { leave: 0.01, join: 0.01, rename: 0.01, recard: 0.01, newPicture: 0.01 }

/** The same people before and after a login, by truth: `m…` before, `c…` after, with one number where they are one person. */
export interface Login {
  known: Map<string, Sighting>
  seen: Map<string, Sighting>
  rooms: { before: Map<string, RoomSighting>; after: Map<string, RoomSighting> }
}

// The commonest family names bear a third of all Chinese; given names repeat as much.
const families = '王李张刘陈杨黄赵吴周徐孙马朱胡郭何林高罗'
const given = '伟芳娜敏静丽强磊军洋勇艳杰娟涛明超秀霞平刚桂'
const cities = ['深圳', '广州', '成都', '杭州', '北京', '上海', '武汉', '西安', '重庆', '长沙']
const trades = ['产品', '运营', '律师', '老师', '会计', '设计', '前端', '电商', '医生', '学生']

interface Someone {
  number: number
  name: string
  card: string
  remark: string
  alias: string
  friend: boolean
  avatar: string
  attr: number
  keyword: string
  rooms: number[]
}

/**
 * Makes a login of an account with `rooms` rooms of `size` people: a tenth are in two rooms, a fifth have no card, a third
 * WeChat's default picture, every fiftieth is a friend; full names repeat as they do among Chinese people, and some are
 * called by what many are called.
 */
export function makeLogin(options: {
  rooms: number
  size: number
  seed: number
  shown: Shown
  change?: Partial<Change>
}): Login {
  const { rooms, size, seed, shown } = options
  const change = { ...quietNight, ...options.change }
  const dice = chance(seed)
  let number = 0
  const person = (room: number): Someone => ({ ...someone(dice, ++number), rooms: [room] })
  const before: Someone[] = []
  for (let room = 0; room < rooms; room += 1) for (let at = 0; at < size; at += 1) before.push(person(room))
  for (const one of before) if (rooms > 1 && share(dice) < 0.1) one.rooms.push((one.rooms[0] ?? 0) === 0 ? 1 : 0)

  const after: Someone[] = []
  for (const one of before) {
    if (share(dice) < change.leave) continue
    const next = { ...one }
    if (share(dice) < change.rename) next.name = nameOf(dice)
    if (share(dice) < change.recard) next.card = cardOf(dice, next.name)
    if (share(dice) < change.newPicture) next.avatar = String(dice.below(1e9))
    after.push(next)
  }
  for (let room = 0; room < rooms; room += 1)
    for (let at = 0; at < size * change.join; at += 1) after.push(person(room))

  const sighting = (one: Someone): Sighting => ({
    name: one.name,
    remark: one.remark,
    alias: one.alias,
    friend: one.friend,
    avatar: shown === 'pictures' || shown === 'both' || (one.friend && shown !== 'names') ? one.avatar : '',
    attr: shown === 'attr' || shown === 'both' ? one.attr : 0,
    keyword: shown === 'attr' || shown === 'both' ? one.keyword : '',
    seats: new Map<string, Called>(one.rooms.map(room => [`g${room}`, { name: one.name, card: one.card }])),
  })
  return {
    known: new Map(before.map(one => [`m${one.number}`, sighting(one)])),
    seen: new Map(after.map(one => [`c${one.number}`, sighting(one)])),
    rooms: { before: roomsOf(before, 'g'), after: roomsOf(after, '@@') },
  }
}

function someone(dice: Chance, number: number): Omit<Someone, 'rooms'> {
  const name = nameOf(dice)
  const friend = share(dice) < 0.02
  return {
    number,
    name,
    card: share(dice) < 0.2 ? '' : cardOf(dice, name),
    remark: friend && share(dice) < 0.7 ? name : '',
    alias: friend && share(dice) < 0.4 ? `wx_${number}` : '',
    friend,
    avatar: share(dice) < 0.33 ? '' : String(dice.below(1e9)),
    // Five values are those of two people in five, the others are shared by some.
    attr: share(dice) < 0.4 ? 102_400 + dice.below(5) : 33_000_000 + dice.below(300),
    keyword: share(dice) < 0.7 ? 'wxi' : pick(dice, ['che', 'zha', 'li_', 'x88', 'q19', 'yan', 'abc', 'hao', 'm00']),
  }
}

function nameOf(dice: Chance): string {
  const roll = share(dice)
  if (roll < 0.01) return pick(dice, ['微信用户', '。', '🌸', 'A'])
  const first = [...families][dice.below(families.length)] ?? ''
  const last = [...given][dice.below(given.length)] ?? ''
  return roll < 0.3 ? first + last : first + last + ([...given][dice.below(given.length)] ?? '')
}

function cardOf(dice: Chance, name: string): string {
  return `${pick(dice, cities)}-${pick(dice, trades)}-${name}`
}

function roomsOf(people: readonly Someone[], prefix: string): Map<string, RoomSighting> {
  const rooms = new Map<string, { topic: string; called: Called[] }>()
  for (const { name, card, rooms: places } of people) {
    for (const place of places) {
      const key = `${prefix}${place}`
      const room = rooms.get(key) ?? { topic: `社群${place}群`, called: [] }
      room.called.push({ name, card })
      rooms.set(key, room)
    }
  }
  return rooms
}

function share(dice: Chance): number {
  return dice.below(1_000_000) / 1_000_000
}

function pick(dice: Chance, of: readonly string[]): string {
  return of[dice.below(of.length)] ?? ''
}
