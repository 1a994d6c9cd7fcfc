import { afterEach, describe, expect, it, vi } from 'vitest'
import { SandboxPuppet } from '../../../../src/sandbox/puppet.js'
import { type Chat, openChat } from '../../../support/chat.js'

const TOPIC = '社群实战2群'
const seeds = ['王敏', '赵磊', '李想']

let chat: Chat
afterEach(async () => {
  vi.restoreAllMocks()
  await chat.close()
})

/** A split whose seeds said yes; what WeChat says of the new room is yes, and no id. */
async function begin(): Promise<void> {
  chat = await openChat({
    people: Object.fromEntries(['林老师', '小周', ...seeds].map(who => [who, { friend: true }])),
    rooms: { g1: { topic: '社群实战1群', members: ['林老师', '小周', ...seeds], fill: 20 } },
    roles: { g1: { owner: '林老师', admin: ['小周'], kol: seeds } },
    config: {
      bot: { quiet: 'off' },
      plugins: {
        capacity: { cap: 20, leaderRequired: false, seed: { count: 3, min: 3 }, move: { target: 1 } },
        rules: { run: 'off' },
        health: { run: 'off' },
        'check-in': { run: 'off' },
      },
    },
  })
}

async function agree(): Promise<void> {
  await chat.dms('林老师', '/分群 方案')
  await chat.wait('1m')
  await chat.dms('林老师', '/分群 确认')
  await chat.wait('2m')
  for (const who of seeds) await chat.dms(who, '去')
  await chat.wait('10m')
}

const tried = () => chat.stage.acts.filter(act => act.act === 'create')
const inside = () => seeds.filter(who => chat.world.isMember(TOPIC, who))

/** WeChat makes rooms and gives no id, and the client shows but the first room; gives how to show them all. */
function makesUnseen(): () => void {
  const list = SandboxPuppet.prototype.roomList
  let hidden = true
  vi.spyOn(SandboxPuppet.prototype, 'roomList').mockImplementation(async function (this: SandboxPuppet) {
    const ids = await list.call(this)
    return hidden ? ids.slice(0, 1) : ids
  })
  const create = chat.world.bot.create.bind(chat.world.bot)
  chat.world.bot.create = (ids, topic) => {
    create(ids, topic)
    return ''
  }
  return () => {
    hidden = false
  }
}

describe('a new room of which nobody knows whether it was made', () => {
  it('is looked for by the owner, is never made twice by /分群 继续, and is bound by hand', async () => {
    await begin()
    const shown = makesUnseen()
    await agree()
    expect(tried()).toHaveLength(1)
    const asked = await chat.isTold('林老师', '不知道建成没有')
    expect(asked).toContain(`「${TOPIC}」`)
    expect(asked).toContain('/绑定 g2')
    expect(asked).toMatch(/1 有.*\n2 没有/)
    await chat.dms('林老师', '/分群 进度')
    expect(await chat.isTold('林老师', /现在：.*不知道新群建成没有/)).toContain('/绑定 g2')
    await chat.dms('林老师', '/分群 继续')
    await chat.isTold('林老师', '接着办了')
    await chat.isTold('林老师', '不知道建成没有')
    await chat.crash()
    await chat.dms('林老师', '/分群 继续')
    await chat.isTold('林老师', '不知道建成没有')
    await chat.wait('26h')
    expect(tried()).toHaveLength(1)
    await chat.dms('林老师', '1')
    expect(await chat.isTold('林老师', /^好，在那个群里发/)).toContain('/绑定 g2')
    shown()
    // It is made with two friends: the owner is brought in by one of them.
    chat.world.join({ room: TOPIC, who: ['林老师'], by: '王敏' })
    await chat.says('林老师', '/绑定 g2', { room: TOPIC })
    await chat.wait('20m')
    expect(inside()).toEqual(seeds)
    expect(tried()).toHaveLength(1)
  })

  it('is made once more when the owner says that it is not there', async () => {
    await begin()
    const create = chat.world.bot.create.bind(chat.world.bot)
    chat.world.bot.create = () => ''
    await agree()
    await chat.isTold('林老师', '不知道建成没有')
    chat.world.bot.create = create
    await chat.dms('林老师', '/分群 继续')
    await chat.wait('10m')
    expect(tried().length).toBeLessThanOrEqual(1)
    await chat.dms('林老师', '2')
    await chat.isTold('林老师', '我再建一次')
    // Rooms are made at this pace.
    await chat.wait('25h')
    expect(inside()).toEqual(seeds)
  })

  it('is not made again where it has come into sight since, whatever the owner says', async () => {
    await begin()
    const shown = makesUnseen()
    await agree()
    await chat.isTold('林老师', '不知道建成没有')
    shown()
    await chat.dms('林老师', '2')
    await chat.wait('25h')
    expect(chat.world.findRoom(`${TOPIC} (2)`)).toBeUndefined()
    expect(inside()).toEqual(seeds)
  })
})
