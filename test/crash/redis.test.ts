import { afterEach, beforeAll, describe, expect, it } from 'vitest'
import { plugins } from '../../plugins/index.js'
import { definePlugin } from '../../src/kernel/plugin.js'
import { BusyMorning } from '../support/busy-morning.js'
import { type Chat, openChat } from '../support/chat.js'
import { lateAnswers } from '../support/lines.js'
import { bare } from '../support/toy.js'

const open: { close(): Promise<void> }[] = []
afterEach(closeAll)

async function closeAll(): Promise<void> {
  for (const one of open.splice(0)) await one.close()
}

async function begin(): Promise<BusyMorning> {
  const morning = await BusyMorning.begin()
  open.push(morning)
  return morning
}

/** `QUNGUAN_SEEDS=30`: as many. */
const seeds = Array.from({ length: Number(process.env['QUNGUAN_SEEDS'] ?? 3) }, (_, nth) => nth + 1)

describe('Redis restarted under the bot', () => {
  let undisturbed: string[]
  beforeAll(async () => {
    const morning = await begin()
    for (const step of morning.steps) await step()
    undisturbed = morning.deeds.sort()
    await closeAll()
  })

  it('at any time of a busy morning changes nothing of it', async () => {
    const count = (await begin()).steps.length
    await closeAll()
    for (let nth = 1; nth < count; nth += 4) {
      const morning = await begin()
      for (const [index, step] of morning.steps.entries()) {
        await Promise.all([index === nth ? morning.chat.stage.restartRedis() : undefined, step()])
      }
      expect(morning.deeds.sort(), `restarted at step ${nth + 1}`).toEqual(undisturbed)
      const accepted = await morning.accepted()
      expect(morning.lines.filter(({ id }) => !accepted.has(id))).toEqual([])
      expect(await morning.listed('unknown')).toEqual([])
      expect(await morning.listed('actions')).toEqual([])
      expect(morning.chat.stage.acts.some(act => act.act === 'alert' && act.text.includes('Redis'))).toBe(true)
      await closeAll()
    }
  })

  it.each(seeds)('answers late, and on lines that break now and then, changes nothing of it (seed %i)', async seed => {
    const restore = lateAnswers(seed, 40)
    try {
      const morning = await begin()
      for (const step of morning.steps) await step()
      expect(morning.deeds.sort()).toEqual(undisturbed)
      const accepted = await morning.accepted()
      expect(morning.lines.filter(({ id }) => !accepted.has(id))).toEqual([])
      expect(await morning.listed('unknown')).toEqual([])
      await closeAll()
    } finally {
      expect(restore()).toBeGreaterThan(0)
    }
  })

  it('in the middle of a burst loses nobody who signed in, and counts nobody twice', async () => {
    const rooms = ['g1', 'g2', 'g3', 'g4']
    const people = (room: string) => Array.from({ length: 60 }, (_, i) => `${room}的${i}号`)
    const counter = definePlugin({
      ...bare('counter'),
      commands: [
        {
          names: ['数一数'],
          bare: true,
          who: 'member',
          in: 'room',
          run: async ctx => {
            const counts = await ctx.books.activity.countsOf(ctx.room.key, '2030-01-07', '2030-01-07')
            await ctx.reply(`${counts.size} 人，每人 ${[...new Set(counts.values())].join('、')} 句`)
          },
        },
      ],
    })
    const chat: Chat = await openChat({
      plugins: [...plugins, counter],
      start: '2030-01-07T08:30',
      rooms: Object.fromEntries(rooms.map(room => [room, { topic: `晨跑${room}`, members: people(room) }])),
    })
    open.push(chat)
    for (let wave = 0; wave < 4; wave += 1) {
      const half = wave < 2 ? 0 : 1
      const burst = async (): Promise<void> => {
        // Half of them in each pair of waves, and everybody once more in the next.
        for (let i = half * 30; i < half * 30 + 30; i += 1) {
          for (const room of rooms) {
            const who = people(room)[i] ?? ''
            chat.world.say({ room, who, text: '签到' })
            chat.world.say({ room, who, text: '今天也跑起来' })
          }
          if (i % 7 === 0) await new Promise(resolve => setTimeout(resolve, 3))
        }
      }
      await Promise.all([wave % 2 === 0 ? chat.stage.restartRedis() : undefined, burst()])
      await chat.stage.idle()
    }
    for (const room of rooms) {
      await chat.says(people(room)[0] ?? '', '数一数', { room })
      await chat.hears('60 人，每人 2 句', { room })
    }
    await chat.wait('09:05')
    const digests = chat.said.filter(act => act.text.includes('人签到')).map(act => act.text.replace(/：.*/s, ''))
    expect(digests).toEqual(rooms.map(() => '「早起」共 60 人签到'))
  })
})
