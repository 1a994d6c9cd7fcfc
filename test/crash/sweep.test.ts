import { afterEach, beforeAll, describe, expect, it } from 'vitest'
import { BusyMorning } from '../support/busy-morning.js'

/** What reached WeChat, undisturbed: the morning that every crash is held against. */
let undisturbed: string[]
const open: BusyMorning[] = []
beforeAll(async () => {
  const morning = await begin()
  for (const step of morning.steps) await step()
  undisturbed = morning.deeds
  await closeAll()
})
afterEach(closeAll)

async function begin(): Promise<BusyMorning> {
  const morning = await BusyMorning.begin()
  open.push(morning)
  return morning
}

async function closeAll(): Promise<void> {
  for (const morning of open.splice(0)) await morning.close()
}

type Crashable = 'say' | 'dm' | 'kick'

describe('a busy morning', () => {
  it('is the one we mean', () => {
    const count = (what: string) => undisturbed.filter(deed => deed.includes(what)).length
    expect(count('"kick"')).toBe(4)
    expect(count('共 12 人签到')).toBe(1)
    expect(count('已移出')).toBe(4)
    expect(count('1 放过  2 移出')).toBe(6)
    expect(new Set(undisturbed).size).toBe(undisturbed.length)
  })

  it('comes to the same when the bot dies right after any one of its acts', async () => {
    const seen: Record<Crashable, number> = { say: 0, dm: 0, kick: 0 }
    for (const [index, deed] of undisturbed.entries()) {
      const kind = (JSON.parse(deed) as { act: Crashable }).act
      seen[kind] += 1
      const morning = await begin()
      morning.chat.stage.armCrash(kind, seen[kind])
      for (const step of morning.steps) await step()
      expect(sorted(morning.deeds), `died after act ${index + 1}: ${deed}`).toEqual(sorted(undisturbed))
      await settledWell(morning)
      await closeAll()
    }
  })

  it('comes to the same when the bot dies between any two things that happen', async () => {
    const count = (await begin()).steps.length
    await closeAll()
    for (let nth = 0; nth < count; nth += 1) {
      const morning = await begin()
      for (const [index, step] of morning.steps.entries()) {
        await step()
        if (index === nth) await morning.chat.crash()
      }
      expect(sorted(morning.deeds), `died after step ${nth + 1}`).toEqual(sorted(undisturbed))
      await settledWell(morning)
      await closeAll()
    }
  })

  it('comes to the same when it dies between all of them', async () => {
    const morning = await begin()
    for (const step of morning.steps) {
      await step()
      await morning.chat.crash()
    }
    expect(sorted(morning.deeds)).toEqual(sorted(undisturbed))
    await settledWell(morning)
  })
})

function sorted(deeds: readonly string[]): string[] {
  return [...deeds].sort()
}

/** Every case came to its end, and everybody who signed in stands in the one digest. */
async function settledWell(morning: BusyMorning): Promise<void> {
  const cases = await morning.chat.stage.cases()
  expect(cases.map(({ number, status }) => `${number} ${status}`)).toEqual([
    'K1 undone',
    'K2 done',
    'K3 done',
    'K4 done',
  ])
}
