import { afterEach, describe, expect, it, vi } from 'vitest'
import type { PuppetLink } from '../../../../src/chat/link.js'
import { silent } from '../../../../src/redis/log.js'
import { sandboxDoor } from '../../../../src/sandbox/door.js'
import type { World } from '../../../../src/sandbox/world.js'
import { type Chat, type ChatSpec, openChat } from '../../../support/chat.js'

const GROUP = 'https://weixin.qq.com/g/AwYAAJx1'

let chat: Chat
afterEach(() => chat.close())

async function open(spec: ChatSpec = {}): Promise<{ logged: string[] }> {
  const logged: string[] = []
  chat = await openChat({
    people: { 林老师: { friend: true }, 小鹿: {} },
    rooms: { g1: { members: ['林老师', '王敏', { who: '小鹿', joined: '1h' }], fill: 50 } },
    roles: { g1: { owner: '林老师' } },
    config: { bot: { pacing: 'off' } },
    log: { ...silent, warn: (facts: unknown) => logged.push(JSON.stringify(facts)) },
    ...spec,
  })
  return { logged }
}

const shows = (who: string, qr = GROUP) => chat.world.image({ room: 'g1', who, picture: { qr } })

/** The sandbox's own door, with a way of its own to fetch pictures. */
function fetching(picture: NonNullable<PuppetLink['picture']>) {
  return (world: World) => {
    const door = sandboxDoor(world)
    return {
      ...door,
      open: async () => {
        const client = await door.open()
        return { ...client, link: { ...client.link, picture } }
      },
    }
  }
}

describe('a picture with the code of another group', () => {
  it('costs nobody anything when it takes too long to read, and is logged', async () => {
    const { logged } = await open({ codes: { decoding: 0 } })
    shows('小鹿')
    await chat.hearsNothing('10m')
    expect(await chat.case('K1')).toBeUndefined()
    expect(logged.filter(line => line.includes('timeout'))).toHaveLength(1)
    expect(logged.join()).not.toContain('weixin')
    await chat.says('王敏', '/我的')
    await chat.hears(/./)
  })

  it('makes nobody wait while it is fetched', async () => {
    let comes = (_: Uint8Array): void => {}
    const picture = new Promise<Uint8Array>(resolve => {
      comes = resolve
    })
    await open({ makeDoor: fetching(() => picture) })
    const id = shows('小鹿')
    chat.world.say({ room: 'g1', who: '王敏', text: '/我的' })
    await vi.waitFor(() => expect(chat.said).toHaveLength(1))
    const [answer] = chat.said
    expect(answer).toMatchObject({ act: 'say', room: 'g1' })
    comes(chat.world.picture(id) ?? Buffer.alloc(0))
    await chat.seesGo('小鹿')
  })

  it('is lost when the bot dies before it was read, and the next one is read', async () => {
    await open({ makeDoor: fetching(() => new Promise(() => {})) })
    shows('小鹿')
    await chat.stage.crash()
    shows('小鹿')
    await chat.stage.crash()
    await chat.stage.close()

    await open()
    shows('小鹿')
    await chat.seesGo('小鹿')
  })

  it('is not fetched of those who may show it', async () => {
    const fetched: string[] = []
    await open({
      makeDoor: fetching(async id => {
        fetched.push(id)
        return Buffer.from('x')
      }),
    })
    shows('林老师')
    await chat.stage.idle()
    expect(fetched).toEqual([])
    shows('王敏')
    await chat.stage.idle()
    expect(fetched).toHaveLength(1)
  })

  it('is only recorded while the rules observe', async () => {
    await open({ config: { bot: { pacing: 'off' }, plugins: { rules: { run: 'observe' } } } })
    shows('小鹿')
    shows('王敏')
    await chat.hearsNothing('10m')
    expect(await chat.case('K1')).toMatchObject({ who: '小鹿', status: 'observed', checks: ['group-code'] })
    expect(await chat.case('K2')).toMatchObject({ who: '王敏', status: 'observed' })
  })
})
