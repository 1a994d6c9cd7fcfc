import { describe, expect, it } from 'vitest'
import { WebView } from '../../src/sandbox/web-view.js'
import { World } from '../../src/sandbox/world.js'

function open() {
  const world = new World({
    now: () => 0,
    spec: {
      people: { lin: { name: '林老师😄' } },
      rooms: { g1: { topic: '夜跑', members: ['lin', 'wang'], fill: 20 } },
    },
  })
  const view = new WebView(world.truth)
  return { world, room: () => view.room(world.roomId('g1')) }
}

describe('a room as the web shows it', () => {
  it('is the same record while nothing in it changes', () => {
    const { world, room } = open()
    const before = room()
    world.say({ room: 'g1', who: 'wang', text: '早' })
    world.rename({ who: 'wang', name: 'wang' })
    expect(room()).toBe(before)
  })

  it.each<[string, (world: World) => void, object]>([
    ['a card', world => world.setCard({ room: 'g1', who: 'wang', card: '深圳-王敏' }), { DisplayName: '深圳-王敏' }],
    ['a name', world => world.rename({ who: 'wang', name: '王敏<1>' }), { NickName: '王敏&lt;1&gt;' }],
    ['a newcomer', world => world.join({ room: 'g1', who: ['lu'], event: 'unseen' }), { NickName: 'lu' }],
  ])('shows %s at once', (_, change, member) => {
    const { world, room } = open()
    room()
    world.addPerson('lu')
    change(world)
    expect(room().MemberList).toContainEqual(expect.objectContaining(member))
    expect(room().MemberCount).toBe(room().MemberList.length)
  })

  it('shows who has left, a new topic, and the ids of a new session', async () => {
    const { world, room } = open()
    room()
    world.leave({ room: 'g1', who: 'wang' })
    expect(room().MemberList.map(({ UserName }) => UserName)).not.toContain(world.contactId('wang'))
    world.topic({ room: 'g1', who: 'lin', topic: '晨跑' })
    expect(room().NickName).toBe('晨跑')
    const before = room()
    await world.logOut()
    await world.logIn()
    expect(room().UserName).not.toBe(before.UserName)
    expect(room().MemberList[0]?.UserName).toBe(world.contactId('lin'))
    expect(room().MemberList[0]).toMatchObject({
      NickName: '林老师<span class="emoji emoji1f604"></span>',
      HeadImgUrl: expect.stringContaining(`username=${world.contactId('lin')}`),
    })
  })

  it('shows who left and came back between two looks, and another in the place of one', () => {
    const { world, room } = open()
    room()
    world.leave({ room: 'g1', who: 'wang' })
    world.addPerson('lu')
    world.join({ room: 'g1', who: ['lu'], event: 'unseen' })
    expect(room().MemberList.map(({ UserName }) => UserName)).toContain(world.contactId('lu'))
    expect(room().MemberList.map(({ UserName }) => UserName)).not.toContain(world.contactId('wang'))
  })
})
