import { afterEach, describe, expect, it, vi } from 'vitest'
import { did, leaderless, placed, sent } from '../../../../plugins/capacity/split/carry/after.js'
import { forgotten } from '../../../../plugins/capacity/split/carry/erasing.js'
import { leadersGone } from '../../../../plugins/capacity/split/carry/once.js'
import { type SplitState, splitState } from '../../../../plugins/capacity/split/state.js'
import { Sagas } from '../../../../src/kernel/sagas.js'
import { type Chat, openChat } from '../../../support/chat.js'

const seeds = ['王敏', '赵磊', '李想']

let chat: Chat | undefined
afterEach(async () => {
  vi.restoreAllMocks()
  await chat?.close()
  chat = undefined
})

const plain = splitState.parse({
  number: 'P1',
  community: 'main',
  from: 'g1',
  size: 20,
  cap: 20,
  topic: '社群实战2群',
  prepared: false,
  madeAt: 0,
  until: 0,
  people: {},
  reserves: ['m1', 'm2'],
  movers: ['m1', 'm3'],
  toMove: 3,
})

describe('whoever has his records erased', () => {
  it('stands nowhere in the state of a split, and how many led does not change', () => {
    let state: SplitState = placed(plain, 'm1', 'yes', 5, { as: 'seed' })
    state = placed(state, 'm2', 'asked', 5, { as: 'mover' })
    state = { ...leaderless({ ...state, leader: 'm1' }, 'm1'), leader: 'm1', asked: 'm1' }
    state = {
      ...did(sent(state, 'm1', 6), 'off|m1', 'named|m1', 'off|m2'),
      founding: { is: 'kept', try: 0, with: ['m1', 'm2'] },
    }
    const after = forgotten(state, 'm1')
    expect(JSON.stringify(after)).not.toContain('m1')
    expect(splitState.parse(after)).toEqual(after)
    expect(after.people['m2']).toEqual(state.people['m2'])
    expect(after.done).toContain('off|m2')
    expect(leadersGone(after)).toBe(leadersGone(state))
    expect(forgotten(after, 'm1')).toEqual(after)
  })

  it('is out of a split under way as if he had left: nobody waits for him, and another is asked', async () => {
    const recover = vi.spyOn(Sagas.prototype, 'recover')
    chat = await openChat({
      people: Object.fromEntries(['林老师', '老陈', ...seeds].map(who => [who, { friend: true }])),
      rooms: { g1: { topic: '社群实战1群', members: ['林老师', '老陈', ...seeds], fill: 20 } },
      roles: { g1: { owner: '林老师', kol: seeds } },
      config: {
        bot: { quiet: 'off' },
        plugins: {
          capacity: { cap: 20, leaderRequired: true, seed: { count: 3, min: 3 }, move: { target: 1 } },
          rules: { run: 'off' },
          health: { run: 'off' },
          'check-in': { run: 'off' },
        },
      },
    })
    const [sagas] = recover.mock.contexts
    if (!(sagas instanceof Sagas)) throw new Error('no sagas')
    await chat.dms('王敏', '我来带2群')
    await chat.dms('林老师', '/分群 方案')
    await chat.wait('1m')
    await chat.dms('林老师', '/分群 确认')
    await chat.wait('2m')
    await chat.dms('王敏', '去')
    const [before] = await sagas.underWay()
    const state = splitState.parse(before?.state)
    const member = state.leader
    if (member === undefined) throw new Error('nobody leads')
    chat.look()
    await sagas.erase(member)
    await chat.wait('2m')
    const [after] = await sagas.underWay()
    expect(JSON.stringify(after).split(/["|]/)).not.toContain(member)
    // Somebody has to lead, as after one who left.
    await chat.isTold('赵磊', '谁来带2群')
    await chat.dms('赵磊', '我来带2群')
    await chat.isTold('老陈', '带带新人')
    await sagas.erase(member)
    expect((await sagas.underWay())[0]?.state).toMatchObject({ people: { [state.reserves[0] ?? '']: { as: 'seed' } } })
    // What he says to the old question changes nothing.
    chat.look()
    await chat.dms('王敏', '去')
    expect(JSON.stringify((await sagas.underWay())[0]).split(/["|]/)).not.toContain(member)
  })
})
