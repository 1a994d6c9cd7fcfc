import { afterEach, describe, expect, it } from 'vitest'
import { type Chat, openChat } from '../../../support/chat.js'

const MINUTE = 60_000
const GRACE = 30 * MINUTE
const open: Chat[] = []
afterEach(async () => {
  for (const chat of open.splice(0)) await chat.close()
})

/** Three are pulled in without asking: one says the word, one is let through by an admin, one does nothing. */
async function begin(): Promise<{ chat: Chat; steps: (() => Promise<unknown>)[] }> {
  const friend = { friend: true }
  const chat = await openChat({
    config: {
      plugins: {
        admission: {
          mode: 'passphrase',
          passphrases: [{ text: '夜跑不孤单' }],
          grace: '30m',
          remindAfter: ['10m'],
        },
      },
    },
    people: { 林老师: friend, 小周: friend, 王敏: friend, 老陈: {}, 小鹿: {}, Vivian: {} },
    rooms: { g1: { topic: '夜跑1群', members: ['林老师', '小周', '王敏'], fill: 30 } },
    roles: { main: { owner: '林老师', admin: ['小周'] } },
  })
  open.push(chat)
  const join = async () => {
    chat.world.join({ room: 'g1', who: ['老陈', '小鹿', 'Vivian'], by: '王敏' })
    await chat.stage.idle()
  }
  const steps = [
    join,
    () => chat.wait('30s'),
    () => chat.wait('2m'),
    () => chat.says('小鹿', '夜跑不孤单'),
    () => chat.wait('2m'),
    () => chat.says('Vivian', '啥暗号？'),
    () => chat.wait('8m'),
    () => chat.says('小周', '/通过 Vivian'),
    () => chat.wait('3m'),
    () => chat.wait('10m'),
    () => chat.wait('10m'),
    () => chat.wait('30m'),
  ]
  return { chat, steps }
}

/** What is true however often the bot died: nobody was lost, nothing was said twice, and nobody went untold. */
async function holds(chat: Chat, when: string): Promise<void> {
  const acts = chat.stage.acts.filter(act => act.refused === undefined)
  const kicks = acts.filter(act => act.act === 'kick')
  expect(
    kicks.map(act => act.who),
    when,
  ).toEqual(['老陈'])
  const cases = await chat.stage.cases()
  expect(
    cases.map(({ who, status }) => `${who} ${status}`),
    when,
  ).toEqual(['老陈 done'])
  const said = chat.said.map(({ act, text, ...to }) => `${act} ${'who' in to ? to.who : 'g1'} ${text}`)
  expect(new Set(said).size, `${when}\n${said.join('\n')}`).toBe(said.length)
  const count = (word: RegExp) => said.filter(text => word.test(text)).length
  expect(count(/^dm 王敏/), when).toBe(1)
  expect(count(/^say g1 (?:@\S+\s)*欢迎/u), when).toBeGreaterThanOrEqual(1)
  const [kick] = kicks
  const notices = acts.filter(act => act.act === 'say' && act.mentions.includes('老陈') && act.text.includes('暗号'))
  const sure = notices.some(notice => kick !== undefined && kick.at - notice.at >= GRACE)
  expect(sure, `${when}: not told, or too late`).toBe(true)
  const present = chat.world.members('g1').map(({ who }) => who)
  expect(present, when).toEqual(expect.arrayContaining(['小鹿', 'Vivian']))
}

describe('the gate', () => {
  it('loses nobody and says nothing twice when the bot dies right after any one of its acts', async () => {
    const { chat, steps } = await begin()
    for (const step of steps) await step()
    await holds(chat, 'undisturbed')
    const undisturbed = chat.stage.acts.filter(act => act.act === 'say' || act.act === 'dm' || act.act === 'kick')
    expect(undisturbed.length).toBeGreaterThan(6)
    await chat.close()
    open.splice(0)
    const seen = { say: 0, dm: 0, kick: 0 }
    for (const { act } of undisturbed) {
      if (act !== 'say' && act !== 'dm' && act !== 'kick') continue
      seen[act] += 1
      const again = await begin()
      again.chat.stage.armCrash(act, seen[act])
      for (const step of again.steps) await step()
      await again.chat.wait('1h')
      await holds(again.chat, `died after ${act} ${seen[act]}`)
      await again.chat.close()
      open.splice(0)
    }
  })

  it('does so too when it dies between any two things that happen, and between all of them', async () => {
    const { chat, steps } = await begin()
    for (const step of steps) {
      await step()
      await chat.crash()
    }
    await holds(chat, 'died all the time')
    const count = steps.length
    for (let nth = 0; nth < count; nth += 1) {
      const again = await begin()
      for (const [index, step] of again.steps.entries()) {
        await step()
        if (index === nth) await again.chat.crash()
      }
      await holds(again.chat, `died after step ${nth + 1}`)
    }
  })
})
