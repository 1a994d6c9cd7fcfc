import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { type Question, Questions } from '../../../src/kernel/conversation/questions.js'
import { definePlugin } from '../../../src/kernel/plugin.js'
import { type Chat, openChat } from '../../support/chat.js'
import { type TestRedis, testRedis } from '../../support/redis.js'
import { bare } from '../../support/toy.js'

const HOUR = 3_600_000

describe('what counts as an answer', () => {
  let store: TestRedis
  let questions: Questions
  beforeAll(async () => {
    store = await testRedis()
  })
  beforeEach(async () => {
    await store.redis.flushall()
    questions = new Questions(store.redis, 'qg:test')
  })
  afterAll(() => store.stop())

  const question = (label: string, more: Partial<Question> = {}): Question => ({
    id: `case|${label}|question`,
    plugin: 'kernel',
    about: 'case',
    data: { number: label },
    room: 'g1',
    to: ['zhou', 'fang'],
    text: `${label}：小鹿发广告\n1 放过  2 移出`,
    options: ['放过', '移出'],
    asked: 0,
    expires: HOUR,
    label,
    state: 'open',
    ...more,
  })
  const says = (text: string, who = 'zhou', now = 1, room?: string) => questions.answer(who, room, text, now)

  it.each([
    ['1', 1],
    ['2', 2],
    ['２', 2],
    ['②', 2],
    [' 2 \n', 2],
    ['K12 2', 2],
    ['k12 2', 2],
    ['Ｋ１２　２', 2],
    ['K12  1', 1],
  ])('%j', async (text, choice) => {
    await questions.ask(question('K12'))
    expect(await says(text)).toMatchObject({ kind: 'answered', question: { label: 'K12', choice, by: 'zhou' } })
  })

  it.each([
    ['移出', 2],
    ['放过。', 1],
    ['「移出」', 2],
    ['2 移出', 2],
    ['1放过', 1],
    ['好，移出吧', 2],
    ['那就放过啦～', 1],
  ])('%j, an option in its own words', async (text, choice) => {
    await questions.ask(question('K12'))
    expect(await says(text)).toMatchObject({ kind: 'answered', question: { choice } })
  })

  it('in words: asked back where several are open; not in another place, nor of a list of people', async () => {
    await questions.ask(question('K12', { to: ['zhou'] }))
    expect((await says('移出', 'zhou', 1, 'g1')).kind).toBe('none')
    await questions.ask(question('K13', { to: ['zhou', 'fang'] }))
    expect((await says('移出')).kind).toBe('which')
    expect((await says('随便')).kind).toBe('none')
    await questions.ask(question('K14', { to: ['lin'], about: 'pick', options: ['张伟', '张三'] }))
    expect((await says('张三', 'lin')).kind).toBe('none')
  })

  const none = [
    '',
    'K12',
    'K1',
    'K122',
    '1 移出',
    '3移出',
    '移出他',
    '放过移出',
    '二',
    '1.',
    '12个',
    '+1',
    'K12 ',
    'K12 K12 1',
    '1 1',
    '2024',
  ]
  it.each([...none, 'x'.repeat(1_000_000), '1'.repeat(1_000_000), '\ud800 2'])('not %.12j', async text => {
    await questions.ask(question('K12'))
    await questions.ask(question('K1', { to: ['lin'] }))
    expect((await says(text)).kind).toBe('none')
  })

  it('of another is none, nor one given elsewhere', async () => {
    await questions.ask(question('K12'))
    expect((await says('2', 'lu')).kind).toBe('none')
    expect((await says('2', 'zhou', 1, 'g1')).kind).toBe('none')
    await questions.ask(question('Q1', { inRoom: true }))
    expect((await says('2', 'zhou', 1, 'g2')).kind).toBe('none')
    expect(await says('2', 'zhou', 1, 'g1')).toMatchObject({ kind: 'answered', question: { label: 'Q1' } })
    expect(await says('2', 'zhou')).toMatchObject({ kind: 'answered', question: { label: 'K12' } })
  })

  it('that is no option is told so; the question stays open', async () => {
    await questions.ask(question('K12'))
    for (const text of ['0', '3', '99']) expect(await says(text)).toMatchObject({ kind: 'no such option' })
    expect(await says('2')).toMatchObject({ kind: 'answered' })
  })

  it('leaves nothing of what the question carried, once whoever asked was told', async () => {
    await questions.ask(question('K12'))
    await says('2')
    expect(questions.get('case|K12|question')?.data).toEqual({ number: 'K12' })
    await questions.told('case|K12|question')
    expect(await store.redis.hget('qg:test:questions', 'case|K12|question')).not.toContain('number')
    expect((await says('2', 'fang')).kind).toBe('late')
  })

  it('needs a number when several are open', async () => {
    await questions.ask(question('K1'))
    await questions.ask(question('K12'))
    await questions.ask(question('K2', { to: ['fang'] }))
    expect(await says('2')).toMatchObject({ kind: 'which', open: [{ label: 'K1' }, { label: 'K12' }] })
    expect((await says('K2 2')).kind).toBe('none')
    expect(await says('K12 2')).toMatchObject({ kind: 'answered', question: { label: 'K12' } })
    expect(await says('1')).toMatchObject({ kind: 'answered', question: { label: 'K1', choice: 1 } })
  })

  it('that comes late is told who was faster; of two at once one counts', async () => {
    await questions.ask(question('K12'))
    const both = await Promise.all([says('2', 'zhou'), says('1', 'fang')])
    expect(both.map(({ kind }) => kind).sort()).toEqual(['answered', 'late'])
    const winner = both[0]?.kind === 'answered' ? 'zhou' : 'fang'
    const loser = winner === 'zhou' ? 'fang' : 'zhou'
    expect(await says('2', loser)).toMatchObject({ kind: 'late', question: { by: winner } })
    expect((await says('2', winner)).kind).toBe('none')
  })

  it('counts before the time is over, not after', async () => {
    await questions.ask(question('K12'))
    expect((await says('2', 'zhou', HOUR)).kind).toBe('none')
    expect((await says('2', 'zhou', HOUR - 1)).kind).toBe('answered')
  })

  it('is known after a restart, and forgotten a day after its time', async () => {
    await questions.ask(question('K1'))
    await questions.ask(question('K2'))
    await says('K1 2')
    const next = new Questions(store.redis, 'qg:test')
    await next.load()
    expect(next.open.map(({ label }) => label)).toEqual(['K2'])
    expect(await next.answer('fang', undefined, 'K1 1', 2)).toMatchObject({ kind: 'late', question: { by: 'zhou' } })
    await next.forgetOld(25 * HOUR - 1)
    expect(next.get('case|K1|question')).toBeDefined()
    await next.forgetOld(25 * HOUR)
    expect(next.get('case|K1|question')).toBeUndefined()
    expect(await store.redis.hkeys('qg:test:questions')).toEqual(['case|K2|question'])
    expect(next.concerns('fang')).toBe(true)
  })

  it('has a label of its own while it is open', async () => {
    const labels: string[] = []
    for (let i = 0; i < 4; i += 1) {
      const label = questions.freeLabel
      labels.push(label)
      await questions.ask(question(label, { id: `${i}` }))
      if (i === 1) await says('Q1 1')
    }
    expect(labels).toEqual(['Q1', 'Q2', 'Q1', 'Q3'])
    expect(new Set(questions.open.map(({ label }) => label)).size).toBe(questions.open.length)
  })
})

describe('asking', () => {
  const open: Chat[] = []
  afterEach(async () => {
    for (const chat of open.splice(0)) await chat.close()
  })

  async function start(plan: { inRoom?: boolean; to?: string[]; friend?: boolean } = {}) {
    const heard: { choice: number | undefined; data: unknown; by: string | undefined }[] = []
    const plugin = definePlugin({
      ...bare('toy'),
      on: {
        answered: async (_, { choice, data, by, about }) => {
          expect(about).toBe('host')
          heard.push({ choice, data, by })
        },
      },
      commands: [
        {
          names: ['问'],
          bare: true,
          who: 'member',
          in: 'room',
          run: ctx =>
            ctx.ask({
              to: plan.to ?? ['林老师', '小周'],
              text: '谁来带？\n1 不用  2 我来',
              options: ['不用', '我来'],
              about: 'host',
              data: { n: ctx.cause },
              expires: ctx.now() + 2 * HOUR,
              ...(plan.inRoom ? { inRoom: true } : {}),
            }),
        },
      ],
    })
    const chat = await openChat({
      plugins: [plugin],
      people: { 林老师: { friend: plan.friend ?? true }, 小周: { friend: plan.friend ?? true }, 王敏: {} },
      rooms: { g1: { members: ['林老师', '小周', '王敏'] } },
      roles: { g1: { owner: '林老师', admin: ['小周'] } },
    })
    open.push(chat)
    return { chat, heard }
  }

  it('reaches all who may answer; the first answer counts, the second is told whose it was', async () => {
    const { chat, heard } = await start()
    await chat.says('王敏', '问')
    await chat.isTold('林老师', '谁来带')
    await chat.isTold('小周', '谁来带')
    await chat.dms('小周', '２')
    await chat.isTold('小周', '我来')
    await chat.dms('林老师', '1')
    await chat.isTold('林老师', '已由小周处理')
    expect(heard).toEqual([{ choice: 2, data: { n: expect.any(String) }, by: '小周' }])
    await chat.hearsNothing('3h')
    expect(heard).toHaveLength(1)
  })

  it('that nobody answers is told when its time is over, once, over crashes', async () => {
    const { chat, heard } = await start()
    await chat.says('王敏', '问')
    await chat.wait('119m')
    await chat.crash()
    expect(heard).toEqual([])
    await chat.wait('2m')
    await chat.crash()
    await chat.wait('3h')
    expect(heard).toEqual([{ choice: undefined, data: { n: expect.any(String) }, by: undefined }])
    chat.look()
    await chat.dms('林老师', '2')
    await chat.isTold('林老师', '已经了结')
    expect(heard).toHaveLength(1)
  })

  it('in the room is answered there and nowhere else', async () => {
    const { chat, heard } = await start({ inRoom: true, to: ['王敏'] })
    await chat.says('王敏', '问')
    await chat.hears('谁来带')
    await chat.says('小周', '2')
    await chat.dms('林老师', '2')
    expect(heard).toEqual([])
    await chat.says('王敏', '2')
    expect(heard).toMatchObject([{ choice: 2, by: '王敏' }])
  })

  it('of several lists them until one is named', async () => {
    const { chat, heard } = await start({ to: ['林老师'] })
    await chat.says('王敏', '问')
    await chat.says('王敏', '问')
    await chat.isTold('林老师', '谁来带')
    await chat.isTold('林老师', '谁来带')
    await chat.dms('林老师', '2')
    const which = await chat.isTold('林老师', /带上编号/)
    expect(which).toMatch(/Q1[\s\S]*Q2/)
    await chat.dms('林老师', 'q2 2')
    await chat.isTold('林老师', '我来')
    await chat.dms('林老师', '1')
    await chat.isTold('林老师', '不用')
    expect(heard.map(({ choice }) => choice)).toEqual([2, 1])
  })

  it('who is no friend gets one @ without content, and the operators are told', async () => {
    const { chat } = await start({ friend: false })
    await chat.says('王敏', '问')
    const hint = await chat.hears(/加我好友/)
    expect(hint).not.toContain('谁来带')
    await chat.alerted('谁来带')
    await chat.hearsNothing('1h')
  })

  it('is a matter of the moment: an answer sent long ago and handed out now is none', async () => {
    const { chat, heard } = await start({ inRoom: true, to: ['王敏'] })
    await chat.says('王敏', '问')
    await chat.hears('谁来带')
    await chat.says('王敏', '2', { sentAt: chat.now - 10 * 60_000 })
    expect(heard).toEqual([])
  })
})
