import { afterEach, expect, it, vi } from 'vitest'
import { definePlugin } from '../../src/kernel/plugin.js'
import { Sagas } from '../../src/kernel/sagas.js'
import { Outbox } from '../../src/queue/outbox.js'
import { Timers } from '../../src/queue/timers.js'
import { openChat } from '../support/chat.js'
import { bare } from '../support/toy.js'

afterEach(() => {
  vi.restoreAllMocks()
})

const greeter = definePlugin({
  ...bare('greeter'),
  on: {
    message: {
      activity: async ctx => {
        await ctx.say('早', { manner: 'reply' })
        await ctx.later('again', {}, ctx.now() + 60_000, { id: 'again' })
      },
    },
  },
  jobs: { again: { data: bare('greeter').config, run: ctx => ctx.say('还在', { manner: 'reply' }) } },
})

it.each([
  ['start the outbox', () => vi.spyOn(Outbox.prototype, 'start')],
  ['start the timers', () => vi.spyOn(Timers.prototype, 'start')],
  ['go on with what was broken off', () => vi.spyOn(Sagas.prototype, 'recover')],
])('when Redis refused to %s after a login, the next login does it', async (_, watch) => {
  const start = watch().mockRejectedValueOnce(new Error('LOADING Redis is loading the dataset'))
  // The sandbox tells of its login twice: at once, and when the list of rooms is complete.
  const chat = await openChat({ plugins: [greeter] })
  expect(start).toHaveBeenCalledTimes(2)
  await chat.says('王敏', '大家早')
  await chat.hears('早')
  await chat.hears('还在')
  await chat.close()
})

it('when Redis refuses what follows each login, it is tried again until it is done', async () => {
  const refusal = new Error('OOM command not allowed')
  const start = vi.spyOn(Outbox.prototype, 'start').mockRejectedValueOnce(refusal).mockRejectedValueOnce(refusal)
  const chat = await openChat({ plugins: [greeter] })
  expect(start).toHaveBeenCalledTimes(3)
  await chat.says('王敏', '大家早')
  await chat.hears('早')
  await chat.close()
})
