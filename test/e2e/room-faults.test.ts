import { afterAll, beforeAll, describe, expect, it, onTestFinished, vi } from 'vitest'
import { log } from 'wechaty-puppet'
import { plugins } from '../../plugins/index.js'
import { refusalOf } from '../../src/chat/refusal.js'
import { printProblem } from '../../src/config/problems.js'
import { playScenario } from '../../src/sandbox/play.js'
import type { Refusal } from '../../src/sandbox/refusals.js'
import { parseScenario } from '../../src/sandbox/scenario.js'
import type { Stage } from '../../src/sandbox/stage.js'
import { theatre } from '../../src/sandbox/theatre.js'
import { World } from '../../src/sandbox/world.js'
import { type WebDoor, type WebDoorOptions, webDoor } from '../web-wechat/sandbox-door.js'

const scene = `
name: a room and its troubles
start: 2030-01-07T10:00:00+08:00
config: { plugins: { admission: { mode: open } } }
people:
  lin: { name: 林老师, friend: true }
  zhou: { name: 小周, friend: true }
  lu: { name: 小鹿 }
  lv: { name: 小吕 }
rooms:
  g1: { topic: 社群实战1群, members: [lin, zhou], fill: 30 }
  g2: { topic: 社群实战2群, members: [lin], fill: 20 }
roles: { main: { owner: lin, admin: [zhou] } }
steps:
`

/** A stage on the real client, to which steps are played piece by piece. */
async function open(options: WebDoorOptions): Promise<{
  stage: Stage
  door: WebDoor
  plays(...steps: readonly string[]): Promise<void>
}> {
  let door: WebDoor | undefined
  const makeDoor = async (world: World): Promise<WebDoor> => {
    door = await webDoor(world, options)
    return door
  }
  const stage = await theatre(plugins, { makeDoor })(scenarioOf(['mark: {}']), {})
  onTestFinished(() => stage.close())
  if (!door) throw new Error('nobody went through the door')
  const plays = async (...steps: readonly string[]): Promise<void> => {
    expect((await playScenario(scenarioOf(steps), stage)).failed).toEqual([])
  }
  return { stage, door, plays }
}

function scenarioOf(steps: readonly string[]) {
  const { scenario, problems } = parseScenario('faults.yaml', scene + steps.map(step => `  - ${step}\n`).join(''))
  return scenario ?? expect.fail(problems.map(printProblem).join('\n'))
}

describe('rooms by the real client', () => {
  beforeAll(() => {
    vi.stubEnv('WECHATY_LOG', 'silent')
    log.level('silent')
  })
  afterAll(() => vi.unstubAllEnvs())

  it('that are only saved to the address book are fetched with their members', async () => {
    const { plays, door } = await open({ listed: { g1: 'saved' } })
    await plays(
      'say: { room: g1, who: lin, text: /上限 100 }',
      'expect: [{ say: { room: g1, has: "100" } }]',
      'join: { room: g1, who: [lu], by: zhou }',
      'expect: [{ say: { room: g1, has: 小鹿, count: 1, within: 5m } }, { no: { kick: {} } }]',
    )
    expect(door.requests).toContain('webwxbatchgetcontact')
  })

  it('that the client does not know are there from their first message on, and nobody in them is new', async () => {
    const { plays } = await open({ listed: { g1: 'unlisted' } })
    await plays(
      'relogin: { changes: [] }',
      'expect: [{ alert: { has: [社群实战1群, 保存到通讯录], count: 1, within: 5m } }]',
      'say: { room: g1, who: lin, text: /上限 100 }',
      'expect: [{ say: { room: g1, has: "100" } }]',
      'silent: { room: g1, for: 1h }',
    )
  })

  it('that come short by more than a fifth lose nobody, and gain nobody when they are whole again', async () => {
    const { plays, door } = await open({ news: 'asked' })
    await plays('wait: 20m')
    const before = door.requests.length
    door.shorten('g1', 0.5, 2)
    await plays('silent: { room: all, for: 2h }')
    expect(door.requests.slice(before)).toContain('webwxbatchgetcontact')
    await plays(
      'join: { room: g1, who: [lu, lv], by: zhou }',
      'expect: [{ say: { room: g1, has: [小鹿, 小吕], lacks: [等], count: 1, within: 5m } }, { no: { kick: {} } }]',
    )
  })

  it('that come short when somebody joins are asked for again, until it is known who it was', async () => {
    const { plays, door } = await open({ news: 'asked' })
    await plays('wait: 20m', 'mark: {}')
    door.shorten('g1', 0.5, 1)
    await plays(
      'join: { room: g1, who: [lu], by: zhou }',
      'expect: [{ say: { room: g1, has: [小鹿], count: 1, within: 30m } }, { no: { kick: {} } }]',
    )
  })

  it('are left by people of whom only the next look tells', async () => {
    const { plays, stage } = await open({ news: 'asked' })
    await plays(
      'join: { room: g1, who: [lu], by: zhou }',
      'wait: 10m',
      'mark: {}',
      // Gone before he could be removed: nothing is claimed that was not seen.
      'refuse: { action: kick, code: 1, times: always }',
      'say: { room: g1, who: lu, text: "代开fa票，各行各业都可以，加我Ⓥ：zz8899" }',
      'expect: [{ case: { who: lu, status: open, within: 10m } }, { no: { say: { has: [已移出] } } }]',
      'leave: { room: g1, who: lu }',
      'expect: [{ case: { who: lu, status: done, within: 40m } }]',
    )
    expect(stage.acts.filter(({ act, refused }) => act === 'kick' && refused === undefined)).toEqual([])
  })
})

describe('a new room by the real client', () => {
  const start = Date.now()

  async function creating(refusal?: Omit<Refusal, 'action'>) {
    const world = new World({
      now: () => Math.max(start, Date.now()),
      spec: { people: { lin: { friend: true }, zhou: { friend: true } } },
    })
    const door = await webDoor(world)
    const { link, cut } = await door.open()
    onTestFinished(async () => {
      cut()
      await door.close()
    })
    const isIn = new Promise<void>(resolve => link.puppet.once('login', () => resolve()))
    await link.puppet.start()
    await isIn
    if (refusal) world.refuse({ action: 'create', ...refusal })
    const people = ['lin', 'zhou'].map(who => world.contactId(who))
    return { world, made: link.createRoom?.('夜跑2群', people), link }
  }

  it('goes by its id, and not by the object that the unmodified puppet gives', async () => {
    const { world, made } = await creating()
    expect(world.keyOfRoom((await made) ?? '')).toBe('夜跑2群')
  })

  it('is for tomorrow where WeChat says so, whatever the code', async () => {
    const { world, made } = await creating({ code: -1, message: '创建群聊的频率过快，请明日再试' })
    const error: unknown = await made?.catch((thrown: unknown) => thrown)
    expect(refusalOf(error)).toEqual({ ok: false, code: '-1', how: 'tomorrow' })
    expect(world.rooms).toEqual([])
  })

  it('is there although WeChat said 1205', async () => {
    const { world, made, link } = await creating({ code: 1205, delivered: true })
    const error: unknown = await made?.catch((thrown: unknown) => thrown)
    expect(refusalOf(error)).toEqual({ ok: false, code: '1205', how: 'often' })
    expect(world.rooms).toEqual(['夜跑2群'])
    // WeChat tells of it, as of any room; so it is found by its name.
    await expect.poll(() => link.record?.(world.roomId('夜跑2群'))?.NickName).toBe('夜跑2群')
  })
})
