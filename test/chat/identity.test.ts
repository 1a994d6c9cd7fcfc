import fc from 'fast-check'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { Identity, type Person } from '../../src/chat/identity.js'
import { BOT } from '../../src/domain/keys.js'
import { type TestRedis, testRedis } from '../support/redis.js'

let store: TestRedis
beforeAll(async () => {
  store = await testRedis()
})
beforeEach(() => store.redis.flushall())
afterAll(() => store.stop())

const NOON = Date.UTC(2030, 0, 7, 4)
const SELF = `@${'a0'.repeat(16)}`
const person = (name: string, more: Partial<Person> = {}): Person => ({
  name,
  remark: '',
  alias: '',
  avatar: '',
  attr: 0,
  keyword: '',
  friend: false,
  ...more,
})

/** An account in its first session, or the next process in whatever session there is. */
async function open(self?: string): Promise<Identity> {
  const identity = new Identity(store.redis, 'qg:main')
  await identity.load()
  if (self !== undefined) await identity.open(self, NOON)
  return identity
}

/** Everything that can be asked of an identity. */
function picture(identity: Identity, contacts: readonly string[] = []) {
  const members = [...identity.members].sort()
  return {
    members: members.map(key => [key, identity.person(key), identity.contactOf(key), identity.isAmbiguous(key)]),
    contacts: contacts.map(contact => identity.memberOf(contact)),
    rooms: new Map(identity.rooms),
    ids: [...identity.rooms.keys()].map(room => identity.idOfRoom(room)),
    unsure: new Map(identity.unsure),
    session: identity.session,
  }
}

describe('whom an id belongs to', () => {
  it('is known in the session, also to the next process', async () => {
    const identity = await open(SELF)
    const [lin, wang] = await identity.bind([
      { contact: '@1', person: person('林老师', { friend: true, remark: '林', alias: 'lin_01' }) },
      { contact: '@2', person: person('王敏', { attr: 33_558_855, keyword: 'wxi', avatar: '700012' }) },
    ])
    expect([lin, wang]).toEqual(['m1', 'm2'])
    expect(identity.memberOf('@2')).toBe('m2')
    expect(identity.contactOf('m1')).toBe('@1')
    expect(identity.memberOf(SELF)).toBe(BOT)
    expect(identity.contactOf(BOT)).toBe(SELF)
    const next = await open()
    expect(picture(next, ['@1', '@2'])).toEqual(picture(identity, ['@1', '@2']))
    // The session goes on: nothing is bound anew.
    expect(await next.open(SELF, NOON + 1)).toBe(false)
    expect(next.memberOf(SELF)).toBe(BOT)
    expect(next.session).toEqual({ self: SELF, number: 1, since: NOON })
  })

  it('is void after a login: who he is stays, his id goes', async () => {
    const identity = await open(SELF)
    await identity.bind([{ contact: '@1', person: person('林老师') }])
    await identity.bindRoom('@@1', 'g1', '一群')
    expect(await identity.open('@b', NOON + 5)).toBe(true)
    for (const one of [identity, await open('@b')]) {
      expect(one.memberOf('@1')).toBeUndefined()
      expect(one.contactOf('m1')).toBeUndefined()
      expect(one.person('m1')).toEqual(person('林老师'))
      expect(one.roomOf('@@1')).toBeUndefined()
      expect(one.idOfRoom('g1')).toBeUndefined()
      expect(one.room('g1')).toEqual({ topic: '一群' })
      expect(one.session).toEqual({ self: '@b', number: 2, since: NOON + 5 })
    }
    // Not even when the old id comes back for somebody else: that is a binding of its own.
    await identity.bind([{ contact: '@1', person: person('王敏') }])
    expect(identity.memberOf('@1')).toBe('m2')
    expect((await open()).contactOf('m1')).toBeUndefined()
  })

  it('keys are given once, whatever happens in between', async () => {
    const identity = await open(SELF)
    await identity.bind([{ contact: '@1', person: person('甲') }])
    expect(await identity.newRoomKey()).toBe('room2')
    const next = await open('@b')
    expect(await next.bind([{ contact: '@2', person: person('乙') }])).toEqual(['m3'])
    expect(await (await open()).bind([{ contact: '@3', person: person('丙') }])).toEqual(['m4'])
  })
})

describe('what is written', () => {
  const hex = fc
    .array(fc.constantFrom(...'0123456789abcdef'), { minLength: 0, maxLength: 66 })
    .map(list => list.join(''))
  const contact = fc.oneof(
    hex.map(digits => `@${digits}`),
    hex.map(digits => `@${digits.toUpperCase()}`),
    fc.constantFrom('filehelper', 'weixin', '7881299545933463', '@@a', '@', `wxid_${'a1'.repeat(8)}`, '__proto__'),
    fc.string({ minLength: 1, maxLength: 12 }).filter(id => !id.startsWith('~')),
  )
  const marks = fc.record({
    name: fc.string({ unit: 'binary' }),
    remark: fc.constantFrom('', '林老师', '"\n'),
    alias: fc.constantFrom('', 'lin_01'),
    avatar: fc.constantFrom('', '0', '700012'),
    attr: fc.constantFrom(0, 102_465, 4_294_967_295),
    keyword: fc.constantFrom('', 'wxi', '0'),
    friend: fc.boolean(),
  })
  const whole = fc.record({
    marks,
    unsure: fc.option(fc.array(fc.constantFrom('lin', 'm3', 'm40'), { minLength: 1, maxLength: 5 })),
    is: fc.option(fc.constant('lin')),
  })

  it('is read as it was, whatever ids and names look like', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.uniqueArray(fc.tuple(contact, whole), { selector: ([id]) => id, maxLength: 20 }),
        fc.boolean(),
        async (all, again) => {
          await store.redis.flushall()
          const identity = await open(SELF)
          const people = all.map(([id, { marks, unsure, is }]) => ({
            contact: id,
            person: { ...marks, ...(unsure ? { unsure } : {}), ...(is ? { is } : {}) },
          }))
          const keys = await identity.bind(people)
          if (again) {
            await identity.open('@b', NOON + 1)
            await identity.bind(people.slice(0, 5).map((one, at) => ({ ...one, member: keys[at] ?? '' })))
          }
          const contacts = people.map(one => one.contact)
          expect(picture(await open(), contacts)).toEqual(picture(identity, contacts))
        },
      ),
      { numRuns: 100 },
    )
  })

  it('costs little: an id of 64 hex digits is kept in half', async () => {
    const identity = await open(SELF)
    const ids = Array.from({ length: 500 }, (_, at) => `@${at.toString(16).padStart(64, '7')}`)
    await identity.bind(ids.map((id, at) => ({ contact: id, person: person(`跑友${at}`, { attr: 33_558_855 }) })))
    const bytes = Number(await store.redis.call('MEMORY', 'USAGE', 'qg:main:identity:people', 'SAMPLES', '0'))
    expect(bytes / ids.length).toBeLessThan(120)
    expect((await open()).contactOf('m500')).toBe(ids.at(-1))
  })
})

describe('who cannot be told apart', () => {
  async function twins(): Promise<Identity> {
    const identity = await open(SELF)
    await identity.bind([
      { contact: '@1', person: person('张伟') },
      { contact: '@2', person: person('张伟') },
      { contact: '@3', person: person('李娜') },
    ])
    await identity.open('@b', NOON + 1)
    const unsure = ['m1', 'm2']
    await identity.bind([
      { contact: '@8', person: person('张伟', { unsure }) },
      { contact: '@9', person: person('张伟', { unsure }) },
      { contact: '@7', member: 'm3', person: person('李娜') },
    ])
    return identity
  }
  const ambiguous = (identity: Identity) => [...identity.members].filter(key => identity.isAmbiguous(key)).sort()

  it('is ambiguous, and so is whoever he might be', async () => {
    for (const identity of [await twins(), await open()]) {
      expect(ambiguous(identity)).toEqual(['m1', 'm2', 'm4', 'm5'])
      expect(identity.isAmbiguous('stranger')).toBe(false)
      expect(identity.isAmbiguous(BOT)).toBe(false)
      expect(identity.unsure.get('m4')).toEqual(['m1', 'm2'])
    }
  })

  it('is settled one by one, and his provisional key becomes who he is', async () => {
    await (await twins()).settle('m4', 'm2')
    for (const identity of [await open(), await open('@b')]) {
      expect(identity.memberOf('@8')).toBe('m2')
      expect(identity.contactOf('m2')).toBe('@8')
      // What is still on its way to the provisional key goes to him.
      expect(identity.person('m4')?.is).toBe('m2')
      expect(identity.contactOf('m4')).toBe('@8')
      expect(identity.person('m2')?.unsure).toBeUndefined()
      expect(ambiguous(identity)).toEqual(['m1', 'm5'])
    }
    await (await open()).settle('m5', undefined)
    const identity = await open()
    // With nobody waiting for him, m1 is only somebody who is not there.
    expect(ambiguous(identity)).toEqual([])
    expect(identity.memberOf('@9')).toBe('m5')
    expect(identity.person('m5')).toEqual(person('张伟'))
  })

  it('is not ambiguous when all he might be are somebody by now', async () => {
    const identity = await twins()
    await identity.settle('m4', 'm2')
    await identity.bind([{ contact: '@6', member: 'm1', person: person('张伟') }])
    expect(ambiguous(identity)).toEqual([])
    expect(ambiguous(await open())).toEqual([])
  })

  it('is so in his session alone', async () => {
    const identity = await twins()
    await identity.open('@c', NOON + 2)
    expect(ambiguous(identity)).toEqual([])
    expect(ambiguous(await open('@c'))).toEqual([])
    expect(identity.unsure.size).toBe(0)
  })

  it('cannot be settled who is not there', async () => {
    const identity = await twins()
    const before = picture(identity)
    await identity.settle('m1', 'm2')
    await identity.settle('stranger', 'm2')
    expect(picture(identity)).toEqual(before)
  })
})

describe('rooms', () => {
  it('go by our keys; an id that turns out to be another room is told of', async () => {
    const identity = await open(SELF)
    expect(await identity.bindRoom('@@1', 'room1', '一群')).toBeUndefined()
    expect(await identity.bindRoom('@@1', 'room1', '一群新名')).toBeUndefined()
    expect(await identity.bindRoom('@@1', 'g1', '一群新名')).toBe('room1')
    for (const one of [identity, await open()]) {
      expect(one.roomOf('@@1')).toBe('g1')
      expect(one.idOfRoom('g1')).toBe('@@1')
      expect(one.idOfRoom('room1')).toBeUndefined()
      expect(new Map(one.rooms)).toEqual(new Map([['g1', { topic: '一群新名' }]]))
    }
  })
})
