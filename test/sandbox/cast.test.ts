import { describe, expect, it } from 'vitest'
import { castOf } from '../../src/sandbox/cast.js'
import { regular } from '../../src/sandbox/regulars.js'

describe('the cast', () => {
  it('fills a room up to so many people, the bot and the named included', () => {
    const { people, rooms } = castOf(
      { rooms: { g1: { members: ['lin'], fill: 120 }, g2: { fill: 3, fillFriends: true } } },
      0,
    )
    expect(rooms.get('g1')?.members.size).toBe(120)
    expect([...(rooms.get('g1')?.members.keys() ?? [])].slice(0, 4)).toEqual(['lin', 'bot', 'r001', 'r002'])
    expect([...(rooms.get('g2')?.members.keys() ?? [])]).toEqual(['bot', 'r119', 'r120'])
    expect([people.get('r001')?.friend, people.get('r120')?.friend]).toEqual([false, true])
  })

  it('passes over a regular’s key that a named member bears, and takes what is said of a regular', () => {
    const spec = { people: { r002: { friend: true } }, rooms: { g1: { members: ['r001'], fill: 4 } } }
    const { people, rooms } = castOf(spec, 0)
    expect([...(rooms.get('g1')?.members.keys() ?? [])]).toEqual(['r001', 'bot', 'r002', 'r003'])
    expect(people.get('r002')).toMatchObject({ name: regular(2).name, friend: true })
  })

  it('names those whom only a member list or a role names: by the card’s last field, else by the key', () => {
    const { people } = castOf(
      {
        rooms: { g1: { members: [{ who: 'hao', card: '深圳－产品－阿豪' }, 'lin'] } },
        roles: { g1: { kol: ['wang'] } },
      },
      0,
    )
    expect(['hao', 'lin', 'wang'].map(key => people.get(key)?.name)).toEqual(['阿豪', 'lin', 'wang'])
  })

  it('gives people of one name the default picture unless one is said to have his own', () => {
    const { people } = castOf(
      {
        people: {
          a: { name: '张伟' },
          b: { name: '张伟', avatar: 'own' },
          c: { name: '王敏' },
          d: { name: '李想', avatar: 'none' },
        },
      },
      0,
    )
    expect(['a', 'b', 'c', 'd'].map(key => people.get(key)?.ownAvatar)).toEqual([false, true, true, false])
  })

  it('gives friends a remark and others none', () => {
    const { people } = castOf(
      { people: { a: { friend: true }, b: { name: '小周', friend: true, remark: '周助教' }, c: {} } },
      0,
    )
    expect(['a', 'b', 'c'].map(key => people.get(key)?.remark)).toEqual(['a', '周助教', ''])
  })
})

describe('regulars', () => {
  it('have distinct names and cards in the shipped shape', () => {
    const all = Array.from({ length: 5000 }, (_, index) => regular(index + 1))
    expect(new Set(all.map(({ name }) => name)).size).toBe(5000)
    expect(new Set(all.map(({ key }) => key)).size).toBe(5000)
    const shape = /^\p{L}{2}-\p{L}{2}-(.+)$/u
    expect(all.filter(({ name, card }) => shape.exec(card)?.[1] !== name)).toEqual([])
    expect(all[0]).toEqual({ key: 'r001', name: '王子涵', card: '北京-产品-王子涵' })
  })
})
