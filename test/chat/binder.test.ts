import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { BOT, type MemberKey, type RoomKey } from '../../src/domain/keys.js'
import { Phone } from '../support/phone.js'
import { NOON, Process } from '../support/recogniser.js'
import { type TestRedis, testRedis } from '../support/redis.js'

let store: TestRedis
beforeAll(async () => {
  store = await testRedis()
})
beforeEach(() => store.redis.flushall())
afterAll(() => store.stop())

const crowd = (prefix: string, count: number) => Array.from({ length: count }, (_, at) => `${prefix}${at}`)

/** Logs in anew, in the same process. */
async function relogin(process: Process, change: () => void = () => {}): Promise<void> {
  change()
  process.phone.session += 1
  await process.logIn()
}

describe('after a login', () => {
  it('rooms and people are who they were, whoever came and went meanwhile', async () => {
    const phone = new Phone(store.redis)
    phone.room('r1', '晨跑1群', crowd('跑友', 12))
    phone.room('r2', '晨跑2群', [...crowd('书友', 12), '跑友0'])
    const bot = await Process.begin(phone)
    const [before, rooms] = [bot.keys(...phone.people.keys()), [bot.roomKey('r1'), bot.roomKey('r2')]]
    const known = [...phone.people.keys()]
    await relogin(bot, () => {
      phone.leave('r1', '跑友1')
      phone.person('新人')
      phone.come('r1', '新人')
    })
    expect([bot.roomKey('r1'), bot.roomKey('r2')]).toEqual(rooms)
    expect(bot.key('跑友0')).toBe(before[known.indexOf('跑友0')])
    const seen = known.filter(who => bot.key(who) !== undefined && who !== '跑友1')
    expect(bot.keys(...seen)).toEqual(seen.map(who => before[known.indexOf(who)]))
    expect(before).not.toContain(bot.key('新人'))
    expect(bot.roster.seat(rooms[0] ?? '', bot.key('新人') ?? '')).toMatchObject({ before: false })
  })

  it('rooms that trickle in one by one are found as if they had come at once', async () => {
    const phone = new Phone(store.redis)
    for (const nth of [1, 2, 3]) phone.room(`r${nth}`, '读书群', [...crowd(`${nth}号`, 10), '林老师'])
    const bot = await Process.begin(phone)
    const rooms = ['r1', 'r2', 'r3'].map(room => bot.roomKey(room))
    const lin = bot.key('林老师')
    phone.hidden.add('r2').add('r3')
    await relogin(bot)
    expect(bot.roomKey('r1')).toBe(rooms[0])
    expect(bot.roomKey('r2')).toBeUndefined()
    for (const room of ['r3', 'r2']) {
      phone.hidden.delete(room)
      await bot.logIn()
    }
    expect(['r1', 'r2', 'r3'].map(room => bot.roomKey(room))).toEqual(rooms)
    expect(bot.key('林老师')).toBe(lin)
    expect(bot.binder.recognised).toEqual({ known: 31, found: 31 })
  })

  it('a room that nobody listed is found when somebody speaks in it, days later and in another process', async () => {
    const phone = new Phone(store.redis)
    phone.room('r1', '晨跑1群', crowd('跑友', 10))
    phone.room('r2', '晨跑2群', crowd('书友', 10))
    const first = await Process.begin(phone)
    const [room, member] = [first.roomKey('r2'), first.key('书友3')]
    phone.hidden.add('r2')
    await relogin(first)
    const next = await Process.begin(phone)
    await next.look('r2')
    expect([next.roomKey('r2'), next.key('书友3')]).toEqual([room, member])
  })

  it('a process that dies in the middle of it leaves the next one to go on', async () => {
    const phone = new Phone(store.redis)
    phone.room('r1', '晨跑1群', crowd('跑友', 10))
    phone.room('r2', '晨跑2群', crowd('书友', 10))
    const first = await Process.begin(phone)
    const before = { rooms: [first.roomKey('r1'), first.roomKey('r2')], people: first.keys('跑友1', '书友1') }
    phone.session += 1
    // It opened the session and had time for one room.
    phone.hidden.add('r2')
    await first.binder.openSession(NOON)
    phone.hidden.clear()
    const next = await Process.begin(phone)
    expect({ rooms: [next.roomKey('r1'), next.roomKey('r2')], people: next.keys('跑友1', '书友1') }).toEqual(before)
  })

  it('nor does one that dies when it has found the room and nobody in it', async () => {
    const phone = new Phone(store.redis)
    for (const who of ['甲', '乙']) phone.person(who, { name: '张伟', avatar: '' })
    phone.room('r1', '晨跑1群', [...crowd('跑友', 10), '甲', '乙'])
    const first = await Process.begin(phone)
    const [known, room] = [first.keys('甲', '乙'), first.roomKey('r1') ?? '']
    phone.session += 1
    await first.identity.open(phone.id(BOT), NOON)
    await first.identity.bindRoom(phone.roomId('r1'), room, '晨跑1群')
    const next = await Process.begin(phone)
    for (const who of ['甲', '乙']) {
      expect(next.identity.unsure.get(next.key(who) ?? '')?.toSorted()).toEqual(known.toSorted())
    }
    expect([...next.roster.frozen(room).keys()].toSorted()).toEqual(known.toSorted())
    // Whoever was not found is told of, in this life as in the one before.
    expect(next.binder.recognised).toEqual({ known: 12, found: 10 })
  })

  it('a small room full of namesakes is found night after night', async () => {
    const phone = new Phone(store.redis)
    const same = crowd('张伟', 6)
    for (const who of same) phone.person(who, { name: '张伟', avatar: '' })
    phone.room('r1', '晨跑1群', [...same, ...crowd('跑友', 4)])
    const bot = await Process.begin(phone)
    const room = bot.roomKey('r1')
    for (let night = 0; night < 5; night += 1) {
      await relogin(bot)
      expect(bot.roomKey('r1'), `night ${night + 1}`).toBe(room)
      expect(bot.binder.recognised).toEqual({ known: 10, found: 4 })
    }
  })

  it('of thirty of one name each may still be somebody whom we knew, after any night', async () => {
    const phone = new Phone(store.redis)
    const same = crowd('微信用户', 30)
    for (const who of same) phone.person(who, { name: '微信用户', avatar: '' })
    phone.room('r1', '晨跑1群', [...same, ...crowd('跑友', 60)])
    const bot = await Process.begin(phone)
    const known = bot.keys(...same)
    for (let night = 0; night < 3; night += 1) {
      await relogin(bot)
      for (const who of same) {
        const candidates = bot.identity.unsure.get(bot.key(who) ?? '') ?? []
        expect(known, `night ${night + 1}`).toEqual(expect.arrayContaining(candidates.slice(0, 5)))
      }
    }
  })

  it('a restart within a session changes nothing', async () => {
    const phone = new Phone(store.redis)
    phone.room('r1', '晨跑1群', crowd('跑友', 10))
    const first = await Process.begin(phone)
    phone.person('跑友1', { name: '改名了', avatar: '' })
    const next = await Process.begin(phone)
    expect(next.keys(...phone.people.keys())).toEqual(first.keys(...phone.people.keys()))
    expect(next.binder.recognised).toBeUndefined()
  })

  it('whoever was put out and comes back is known, by what is his', async () => {
    const phone = new Phone(store.redis)
    phone.room('r1', '晨跑1群', [...crowd('跑友', 10), ['坏人', '深圳-产品-坏人']])
    const bot = await Process.begin(phone)
    const bad = bot.key('坏人')
    phone.leave('r1', '坏人')
    await bot.look('r1')
    await relogin(bot)
    expect(bot.key('坏人')).toBeUndefined()
    phone.come('r1', '坏人')
    expect(await bot.look('r1')).toMatchObject({ joined: [bad] })
  })

  it('who comes under the name of one who left is new, and gets nothing of his', async () => {
    const phone = new Phone(store.redis)
    phone.room('r1', '晨跑1群', [...crowd('跑友', 10), '张伟'])
    phone.person('张伟', { attr: 7 })
    const bot = await Process.begin(phone)
    const zhang = bot.key('张伟')
    await relogin(bot, () => {
      phone.leave('r1', '张伟')
      phone.person('另一个', { name: '张伟', attr: 9 })
      phone.come('r1', '另一个')
    })
    expect(bot.key('另一个')).not.toBe(zhang)
    // Also in the same session.
    phone.leave('r1', '另一个')
    phone.person('第三个', { name: '张伟', attr: 11 })
    phone.come('r1', '第三个')
    const change = await bot.look('r1')
    expect(change).toMatchObject({ joined: [bot.key('第三个')], left: [bot.key('另一个')] })
    expect(bot.key('第三个')).not.toBe(zhang)
  })
})

describe('several nights in a row', () => {
  /** Two of a name, with WeChat's own picture, and nothing else. */
  async function twins() {
    const phone = new Phone(store.redis)
    for (const who of ['甲', '乙']) phone.person(who, { name: '张伟', avatar: '' })
    phone.room('r1', '晨跑1群', [...crowd('跑友', 10), '甲', '乙'])
    const bot = await Process.begin(phone)
    return { phone, bot, known: bot.keys('甲', '乙') }
  }

  it('whoever could not be told apart may still be who he was, before and since', async () => {
    const { phone, bot, known } = await twins()
    let before: (MemberKey | undefined)[] = []
    for (let night = 0; night < 8; night += 1) {
      await relogin(bot)
      const candidates = bot.identity.unsure.get(bot.key('甲') ?? '') ?? []
      expect(candidates.slice(0, 2).toSorted()).toEqual(known.toSorted())
      // And those of yesterday: there, what was noted of him since waits for him.
      expect(candidates.slice(2).toSorted()).toEqual(before.toSorted())
      before = bot.keys('甲', '乙')
    }
    const room = bot.roomKey('r1') ?? ''
    expect([...bot.roster.frozen(room).keys()]).toEqual(expect.arrayContaining(known))
    expect(phone.rooms.get('r1')?.members.size).toBe(bot.roster.seats(room).size)
  })

  it('whoever is known for the one of yesterday is as unsure as that one was', async () => {
    const { phone, bot, known } = await twins()
    await relogin(bot)
    const provisional = bot.key('甲')
    phone.come('r1', '甲', '深圳-产品-张伟')
    phone.person('甲', { name: '张伟', avatar: '4711' })
    await bot.look('r1')
    await relogin(bot)
    expect(bot.key('甲')).toBe(provisional)
    expect(bot.identity.unsure.get(provisional ?? '')?.toSorted()).toEqual(known.toSorted())
    expect(bot.identity.isAmbiguous(provisional ?? '')).toBe(true)
  })

  it('is settled step by step, back to who he was', async () => {
    const { bot, known } = await twins()
    await relogin(bot)
    const yesterday = bot.key('甲') ?? ''
    await relogin(bot)
    const today = bot.key('甲') ?? ''
    await bot.identity.settle(today, yesterday)
    expect(bot.key('甲')).toBe(yesterday)
    expect(bot.identity.unsure.get(yesterday)?.toSorted()).toEqual(known.toSorted())
    await bot.identity.settle(yesterday, known[0])
    expect(bot.key('甲')).toBe(known[0])
    expect(bot.identity.isAmbiguous(known[0] ?? '')).toBe(false)
  })
})

describe('puppets whose ids stay', () => {
  it('have one session for ever', async () => {
    const phone = new Phone(store.redis)
    phone.stable = true
    for (const who of ['甲', '乙']) phone.person(who, { name: '张伟', avatar: '' })
    phone.room('r1', '晨跑1群', [...crowd('跑友', 4), '甲', '乙'])
    const first = await Process.begin(phone)
    const keys = first.keys(...phone.people.keys())
    await relogin(first, () => phone.person('甲', { name: '换了名字' }))
    const next = await Process.begin(phone)
    for (const bot of [first, next]) {
      expect(bot.keys(...phone.people.keys())).toEqual(keys)
      expect(bot.identity.unsure.size).toBe(0)
    }
    expect(next.binder.recognised).toBeUndefined()
    expect(next.roomKey('r1')).toBe(first.roomKey('r1'))
    // A new name is one, not a coming and a going.
    expect(next.roster.seat(next.roomKey('r1') ?? '', next.key('甲') ?? '')?.name).toBe('换了名字')
  })
})

describe('which room is which', () => {
  /** The YAML names 晨跑1群 as g1, once claimed only where somebody who runs it is in it. */
  const yaml =
    (staff: () => readonly (MemberKey | undefined)[]) =>
    (topic: string, members: readonly MemberKey[]): RoomKey | undefined =>
      topic === '晨跑1群' && (staff().length === 0 || members.some(member => staff().includes(member)))
        ? 'g1'
        : undefined

  it('a room of the YAML is known by its topic, unless somebody pulls the bot into one', async () => {
    const phone = new Phone(store.redis)
    phone.room('r1', '晨跑1群', crowd('跑友', 5))
    phone.hidden.add('r1')
    const bot = await Process.begin(
      phone,
      yaml(() => []),
    )
    await bot.look('r1', { pulled: true })
    expect(bot.roomKey('r1')).toMatch(/^room\d+$/)
    await store.redis.flushall()
    phone.hidden.clear()
    expect(
      (
        await Process.begin(
          phone,
          yaml(() => []),
        )
      ).roomKey('r1'),
    ).toBe('g1')
  })

  it('once it is claimed, only with an owner or admin in it', async () => {
    const phone = new Phone(store.redis)
    phone.room('other', '别的群', ['林老师', ...crowd('书友', 5)])
    phone.room('fake', '晨跑1群', crowd('外人', 5))
    let lin: MemberKey | undefined = 'nobody yet'
    const bot = await Process.begin(
      phone,
      yaml(() => [lin]),
    )
    expect(bot.roomKey('fake')).toMatch(/^room\d+$/)
    lin = bot.key('林老师')
    phone.room('true', '晨跑1群', ['林老师', ...crowd('跑友', 5)])
    await bot.look('true')
    expect(bot.roomKey('true')).toBe('g1')
  })

  it('two of its name at once are neither', async () => {
    const phone = new Phone(store.redis)
    phone.room('r1', '晨跑1群', crowd('跑友', 5))
    phone.room('fake', '晨跑1群', crowd('外人', 5))
    const bot = await Process.begin(
      phone,
      yaml(() => []),
    )
    for (const room of ['r1', 'fake']) expect(bot.roomKey(room)).toMatch(/^room\d+$/)
  })

  it('an impostor of our name does not take the place of ours while it is out of sight', async () => {
    const phone = new Phone(store.redis)
    phone.room('r1', '晨跑1群', crowd('跑友', 10))
    const bot = await Process.begin(
      phone,
      yaml(() => []),
    )
    expect(bot.roomKey('r1')).toBe('g1')
    phone.hidden.add('r1')
    await relogin(bot, () => phone.room('fake', '晨跑1群', [...crowd('外人', 8), '跑友0', '跑友1']))
    const fake = bot.roomKey('fake')
    expect(fake).not.toBe('g1')
    await bot.look('r1')
    expect([bot.roomKey('r1'), bot.roomKey('fake')]).toEqual(['g1', fake])
    expect(bot.roster.seats('g1').size).toBe(11)
  })

  it('somebody says so: the key it went by until then is gone', async () => {
    const phone = new Phone(store.redis)
    phone.room('r1', '随便一个群', crowd('跑友', 5))
    const bot = await Process.begin(phone)
    const until = bot.roomKey('r1') ?? ''
    expect(await bot.binder.rekey(phone.roomId('r1'), 'g1', '随便一个群')).toBe(until)
    expect(bot.roomKey('r1')).toBe('g1')
    expect(bot.roster.seats(until).size).toBe(0)
    expect((await Process.begin(phone)).roomKey('r1')).toBe('g1')
  })
})
