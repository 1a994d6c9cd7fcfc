import { afterEach, describe, expect, it } from 'vitest'
import { definePlugin, nextTime, timeOfDay, z } from '../../src/kernel/plugin.js'
import { type Chat, type ChatSpec, openChat } from '../support/chat.js'
import { bare, keptLog } from '../support/toy.js'

const HOUR = 3_600_000
const open: Chat[] = []
afterEach(async () => {
  for (const chat of open.splice(0)) await chat.close()
})

async function start(spec: ChatSpec): Promise<Chat> {
  const chat = await openChat({
    people: { 林老师: { friend: true } },
    rooms: { g1: { members: ['林老师', '王敏'] } },
    roles: { g1: { owner: '林老师' } },
    ...spec,
  })
  open.push(chat)
  return chat
}

/** Time of day in Shanghai. */
const clock = (at: number) => new Date(at + 8 * HOUR).toISOString().slice(8, 16).replace('T', ' ')

function noting(missed: 'run' | 'skip', upTo?: number) {
  const ran: string[] = []
  const plugin = definePlugin({
    ...bare('toy'),
    config: z.strictObject({ at: timeOfDay.default('12:00') }),
    timers: {
      noon: {
        at: ({ at }, after, zone) => nextTime(after, at, zone),
        missed,
        ...(upTo === undefined ? {} : { upTo }),
        run: async (ctx, { due }) => void ran.push(`${ctx.room.key} ${clock(due)} at ${clock(ctx.now())}`),
      },
    },
  })
  return { plugin, ran }
}

async function away(chat: Chat, span: string): Promise<void> {
  await chat.stage.shutDown()
  await chat.wait(span)
  await chat.stage.startUp()
  await chat.stage.idle()
}

describe('a timer of a plugin', () => {
  it('runs in every room at its time, day after day, over crashes', async () => {
    const { plugin, ran } = noting('skip')
    const chat = await start({ plugins: [plugin], rooms: { g1: { members: ['林老师'] }, g2: { members: ['林老师'] } } })
    await chat.wait('25h')
    await chat.crash()
    await chat.wait('24h')
    const days = ['07', '08'].flatMap(day => ['g1', 'g2'].map(room => `${room} ${day} 12:00 at ${day} 12:00`))
    expect(ran.sort()).toEqual(days.sort())
  })

  it('that was missed is skipped, or runs once when we are back, as it says', async () => {
    for (const [missed, span, expected] of [
      ['skip', '3h', []],
      ['run', '3h', ['g1 07 12:00 at 07 13:00']],
      // Within the minute it is only late.
      ['skip', '121m', ['g1 07 12:00 at 07 12:01']],
      ['run', '30h', ['g1 07 12:00 at 08 16:00', 'g1 08 12:00 at 08 16:00']],
    ] as const) {
      const { plugin, ran } = noting(missed, missed === 'run' ? 30 * HOUR : undefined)
      const chat = await start({ plugins: [plugin] })
      await away(chat, span)
      expect(ran, `${missed} after ${span}`).toEqual(expected)
      await chat.wait('1d')
      expect(ran.length, `${missed} after ${span}`).toBe(expected.length + 1)
      await chat.close()
      open.pop()
    }
  })

  it('is missed for good after `upTo`', async () => {
    const { plugin, ran } = noting('run', 2 * HOUR)
    const chat = await start({ plugins: [plugin] })
    await away(chat, '5h')
    expect(ran).toEqual([])
    await chat.wait('1d')
    expect(ran).toEqual(['g1 08 12:00 at 08 12:00'])
  })

  it('moves when the operators change its time, without a restart', async () => {
    const { plugin, ran } = noting('skip')
    const chat = await start({ plugins: [plugin] })
    await chat.stage.reload({ plugins: { toy: { at: '11:00' } } })
    await chat.wait('90m')
    expect(ran).toEqual(['g1 07 11:00 at 07 11:00'])
    await chat.stage.reload({ plugins: { toy: { at: '11:45' } } })
    await chat.stage.reload({ plugins: { toy: { at: '10:00' } } })
    await chat.stage.reload({ plugins: { toy: { at: '12:30' } } })
    await chat.wait('3h')
    expect(ran.slice(1)).toEqual(['g1 07 12:30 at 07 12:30'])
  })

  it('that runs late, right after a start, may ask WeChat about people', async () => {
    const plugin = definePlugin({
      ...bare('toy'),
      timers: {
        noon: {
          at: (_, after, zone) => nextTime(after, '12:00', zone),
          missed: 'run',
          run: ctx => ctx.tell('林老师', '中午了'),
        },
      },
    })
    const { log, lines } = keptLog()
    const chat = await start({ plugins: [plugin], log })
    await away(chat, '3h')
    await chat.isTold('林老师', '中午了')
    expect(lines.filter(({ level }) => level === 'error')).toEqual([])
  })
})

describe('a job for later', () => {
  function withJobs() {
    const ran: string[] = []
    const plugin = definePlugin({
      ...bare('toy'),
      on: {
        message: {
          activity: async (ctx, message) => {
            const [what = '', id = '', minutes = '0', text = ''] = message.text.split(' ')
            if (what === 'later') await ctx.later('note', { text }, ctx.now() + Number(minutes) * 60_000, { id })
            if (what === 'bad') await ctx.later('note', { wrong: true }, ctx.now() + 60_000, { id: 'bad' })
            if (what === 'cancel') await ctx.cancel(id)
          },
        },
      },
      jobs: {
        note: {
          data: z.strictObject({ text: z.string() }),
          run: async (ctx, { text }) => {
            ran.push(`${text} ${clock(ctx.now())}`)
            if (text === 'again') await ctx.later('note', { text: 'once more' }, ctx.now() + 60_000, { id: 'again' })
          },
        },
      },
    })
    return { plugin, ran }
  }

  it('runs once at its time with its data; the same id moves it; it may be taken back, and set anew by itself', async () => {
    const { plugin, ran } = withJobs()
    const chat = await start({ plugins: [plugin] })
    for (const text of [
      'later a 10 first',
      'later a 20 second',
      'later b 5 gone',
      'cancel b',
      'later c 3 again',
      'bad',
    ]) {
      await chat.says('王敏', text)
    }
    await chat.crash()
    await chat.wait('4m')
    await chat.says('王敏', 'later again 9 moved')
    await chat.wait('1h')
    expect(ran).toEqual(['again 07 10:03', 'once more 07 10:04', 'moved 07 10:13', 'second 07 10:20'])
  })

  it('that somebody takes back in the moment it rings does not run', async () => {
    const { plugin, ran } = withJobs()
    const chat = await start({ plugins: [plugin] })
    await chat.says('王敏', 'later a 10 ringing')
    await chat.stage.advance(chat.now + 10 * 60_000 - 1)
    // The word stands in the lane before the job does.
    chat.world.say({ room: 'g1', who: '王敏', text: 'cancel a' })
    await chat.stage.advance(chat.now + 60_000)
    expect(ran).toEqual([])
  })

  it('runs in no room that is switched off meanwhile', async () => {
    const { plugin, ran } = withJobs()
    const chat = await start({ plugins: [plugin] })
    await chat.says('王敏', 'later a 10 x')
    await chat.says('林老师', '/关 toy')
    await chat.wait('1h')
    expect(ran).toEqual([])
  })
})

describe('a saga of a plugin', () => {
  it('goes on step by step over crashes, rests until it is called on, and does each thing once', async () => {
    const saga = z.object({ invited: z.array(z.string()) })
    const plugin = definePlugin({
      ...bare('toy'),
      commands: [
        {
          names: ['开始'],
          bare: true,
          who: 'member',
          in: 'room',
          run: async ctx => void (await ctx.startSaga('move', 'm1', 'ask', { invited: [] })),
        },
        {
          names: ['我来'],
          bare: true,
          who: 'member',
          in: 'room',
          run: async ctx => {
            const { key } = ctx.caller
            const called = await ctx.resumeSaga('m1', state => {
              const { invited } = saga.parse(state)
              return { invited: [...new Set([...invited, key])] }
            })
            if (!called) await ctx.reply('已经结束')
          },
        },
      ],
      sagas: {
        move: {
          state: saga,
          steps: {
            ask: async (ctx, state) => {
              await ctx.say('谁来？')
              return { next: 'count', state, wait: true }
            },
            count: async (ctx, state) => {
              if (state.invited.length < 2) return { state, wait: true }
              await ctx.say(`人齐了：${state.invited.join('、')}`)
              return { next: 'end', state }
            },
            end: async (ctx, state) => {
              await ctx.say('出发')
              return { state }
            },
          },
        },
      },
    })
    const chat = await start({ plugins: [plugin] })
    await chat.says('王敏', '开始')
    await chat.crash()
    await chat.hears('谁来？')
    await chat.says('王敏', '开始')
    await chat.says('王敏', '我来')
    await chat.crash()
    await chat.says('王敏', '我来')
    await chat.says('林老师', '我来')
    await chat.crash()
    await chat.hears('人齐了：王敏、林老师')
    await chat.hears('出发')
    await chat.hearsNothing('10m')
    await chat.says('王敏', '我来')
    await chat.hears('已经结束')
  })
})
