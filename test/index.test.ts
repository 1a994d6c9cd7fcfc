import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { WechatyBuilder } from 'wechaty'
import { definePlugin, qunguan, z } from '../src/index.js'
import type { ActRecord } from '../src/sandbox/acts.js'
import { SandboxPuppet } from '../src/sandbox/puppet.js'
import { World } from '../src/sandbox/world.js'

const hello = definePlugin({
  name: 'hello',
  config: z.strictObject({ word: z.string().default('你好') }),
  texts: { 'zh-CN': { title: '问好', hello: '{word}，{name}' }, en: { hello: '{word}, {name}' } },
  commands: [
    {
      names: ['问好', 'hello'],
      who: 'member',
      in: 'room',
      run: ctx => ctx.reply(ctx.text('hello', { word: ctx.config.word, name: ctx.caller.name })),
    },
  ],
})

/**
 * `bot.use(qunguan(…))` in a bot that somebody else built. No raw messages are offered here: what a puppet of any kind
 * tells through Wechaty's contract is all there is.
 */
describe('Qunguan as an ordinary Wechaty plugin', () => {
  const world = new World({
    now: Date.now,
    spec: {
      people: { lin: { name: '林老师', friend: true }, wang: { name: '王敏' }, mei: { name: '小美' } },
      rooms: { g1: { topic: '夜跑1群', members: [{ who: 'lin', card: '深圳-老师-林老师' }, 'wang'] } },
    },
  })
  const acts: ActRecord[] = []
  world.onAct(act => acts.push(act))
  const bot = WechatyBuilder.build({ puppet: new SandboxPuppet(world) })
  let dir: string
  let leave: () => Promise<void>

  beforeAll(async () => {
    dir = await mkdtemp(join(tmpdir(), 'qunguan-'))
    await mkdir(join(dir, 'config', 'groups'), { recursive: true })
    const files = {
      'qunguan.yaml': 'puppet: sandbox\nquiet: off\npacing: off\n',
      'groups/club.yaml':
        'charter: { goal: 一起跑步 }\nrooms: { g1: { topic: 夜跑1群 } }\nplugins: { hello: { word: 早上好 } }\n',
    }
    for (const [name, text] of Object.entries(files)) await writeFile(join(dir, 'config', name), text)
    const plugin = qunguan({ config: join(dir, 'config'), data: join(dir, 'data'), plugins: [hello] })
    leave = plugin.leave
    bot.use(plugin)
    await bot.start()
    await plugin.ready
  })
  afterAll(async () => {
    await leave()
    await bot.stop()
    await rm(dir, { recursive: true, force: true })
  })

  it('answers a command of a plugin of one’s own, with the config of this community', async () => {
    world.say({ room: 'g1', who: 'lin', text: '／问好' })
    await expect
      .poll(() => acts)
      .toContainEqual(expect.objectContaining({ act: 'say', room: 'g1', text: '早上好，林老师' }))
  })

  it('sees a join that the puppet tells, and greets', async () => {
    world.join({ room: 'g1', who: ['mei'], by: 'lin' })
    world.say({ room: 'g1', who: 'mei', text: '/问好' })
    await expect.poll(() => acts).toContainEqual(expect.objectContaining({ act: 'say', text: '早上好，小美' }))
  })

  it('refuses a wrong config at once, with every problem', async () => {
    await writeFile(join(dir, 'config', 'qunguan.yaml'), 'puppt: sandbox\n')
    expect(() => qunguan({ config: join(dir, 'config'), data: join(dir, 'data') })).toThrow(/qunguan\.yaml:1:1.*puppet/)
  })
})
