import { describe, expect, it } from 'vitest'
import type { Posting } from '../../src/queue/posting.js'
import { DAY, dm, free, HOUR, invite, kick, MINUTE, MONDAY, say, shanghai } from '../support/outbox-road.js'
import { roadsOnRedis } from '../support/roads.js'

const { openRoad } = roadsOnRedis()

describe('quiet hours', () => {
  const night = { start: shanghai(MONDAY, 23), quiet: [22, 7] as const }
  const morning = shanghai(MONDAY, 7) + DAY
  const long = '长'.repeat(61)

  it('hold everything but kicks, friendships and answers of one line', async () => {
    const road = await openRoad(night)
    road.connected = false
    await road.post({ action: say('g1', 'notice'), manner: 'notice' })
    await road.post({ action: say('g1', 'unasked'), manner: 'unasked' })
    await road.post({ action: invite('g1', 'lu'), manner: 'notice' })
    await road.post({ action: dm('zhou', 'K1 …'), manner: 'notice' })
    await road.post({ action: kick('g1', 'ad'), manner: 'notice' })
    await road.post({ action: { act: 'befriend', member: 'lu', request: 'r1' }, manner: 'notice' })
    await road.post({ action: say('g1', '短'.repeat(60)) })
    await road.post({ action: dm('lin', long) })
    road.connected = true
    await road.outbox.pump()
    await road.advance(HOUR)
    const shown = road.reached.map(({ action }) => ('text' in action ? action.text : action.act))
    expect(shown).toEqual(['kick', '短'.repeat(60), long, 'befriend'])
    await road.until(morning - 1)
    expect(road.reached).toHaveLength(4)
    await road.until(morning)
    expect(road.reached).toHaveLength(7)
  })

  it('begin at their first minute and end at their last: [from, to)', async () => {
    const road = await openRoad({ ...night, start: shanghai(MONDAY, 22) - 1 })
    await road.post({ action: say('g1', 'before'), manner: 'notice' })
    await road.idle()
    expect(road.texts).toEqual(['before'])
    await road.advance(1)
    await road.post({ action: say('g1', 'after'), manner: 'notice' })
    await road.until(morning)
    expect(road.reached[1]?.at).toBe(morning)
  })

  it('do not let a long answer keep a short one waiting', async () => {
    const road = await openRoad(night)
    await road.post({ action: say('g1', long) })
    await road.post({ action: say('g1', 'short') })
    await road.advance(MINUTE)
    expect(road.texts).toEqual(['short'])
  })

  it('end in one message for each room, and each part is told how it ended', async () => {
    const road = await openRoad(night)
    await road.post({
      id: 'a',
      action: { ...say('g1', '早起 5 人'), mentions: ['x', 'y'] },
      manner: 'unasked',
      origin: 'check-in',
    })
    await road.post({ id: 'b', action: say('g2', '别的群'), manner: 'notice' })
    await road.post({ id: 'c', action: say('g1', '已移出小鹿'), manner: 'notice', origin: 'kernel', case: 'K1' })
    await road.post({
      id: 'd',
      action: { ...say('g1', '今晚话题'), mentions: ['y', 'z'] },
      manner: 'notice',
      origin: 'topics',
    })
    await road.post({ id: 'e', action: dm('zhou', '私信'), manner: 'notice' })
    await road.until(morning + HOUR)
    expect(road.reached.map(({ action }) => action)).toEqual([
      {
        act: 'say',
        room: 'g1',
        text: '早起 5 人\n\n已移出小鹿\n\n今晚话题',
        mentions: ['x', 'y', 'z'],
        // Each keeps its own @.
        paragraphs: [
          { text: '早起 5 人', mentions: ['x', 'y'] },
          { text: '已移出小鹿', mentions: [] },
          { text: '今晚话题', mentions: ['y', 'z'] },
        ],
      },
      say('g2', '别的群'),
      dm('zhou', '私信'),
    ])
    const told = [...road.settled].sort((one, other) => one.id.localeCompare(other.id))
    expect(told).toEqual([
      { id: 'a', action: { ...say('g1', '早起 5 人'), mentions: ['x', 'y'] }, origin: 'check-in', outcome: 'done' },
      { id: 'b', action: say('g2', '别的群'), origin: 'test', outcome: 'done' },
      { id: 'c', action: say('g1', '已移出小鹿'), origin: 'kernel', case: 'K1', outcome: 'done' },
      { id: 'd', action: { ...say('g1', '今晚话题'), mentions: ['y', 'z'] }, origin: 'topics', outcome: 'done' },
      { id: 'e', action: dm('zhou', '私信'), origin: 'test', outcome: 'done' },
    ])
    for (const id of ['a', 'c', 'd']) expect(await road.post({ id, action: say('g1', 'again') })).toBe(false)
    await road.advance(HOUR)
    expect(road.reached).toHaveLength(3)
  })

  it('leave out of it what was taken back, has expired, or is meant for later', async () => {
    const road = await openRoad(night)
    await road.post({ id: 'a', action: say('g1', 'a'), manner: 'notice' })
    await road.post({ id: 'gone', action: say('g1', 'gone'), manner: 'notice', unless: [{ is: 'undone', case: 'K1' }] })
    await road.post({ id: 'old', action: say('g1', 'old'), manner: 'notice', expires: morning })
    await road.post({ id: 'later', action: say('g1', 'later'), manner: 'notice', notBefore: morning + HOUR })
    await road.post({ id: 'b', action: say('g1', 'b'), manner: 'notice' })
    road.holds = () => true
    await road.until(morning + 2 * HOUR)
    expect(road.texts).toEqual(['a\n\nb', 'later'])
  })

  it('merge once, also when the message has to be tried again', async () => {
    const road = await openRoad(night)
    for (const text of ['a', 'b', 'c']) await road.post({ id: text, action: say('g1', text), manner: 'notice' })
    let failures = 2
    road.answer = () => (failures-- > 0 ? { ok: false, code: 'network', how: 'again' } : { ok: true })
    await road.until(morning + HOUR)
    expect(road.texts).toEqual(['a\n\nb\n\nc'])
    expect(road.settled.map(({ id }) => id).sort()).toEqual(['a', 'b', 'c'])
  })

  it('cost nobody the time he had', async () => {
    const road = await openRoad({ start: shanghai(MONDAY, 20), quiet: [20, 10] })
    await road.post({ action: say('g1', 'notice'), manner: 'notice' })
    await road.advance(DAY)
    expect(road.texts).toEqual(['notice'])
  })
})

describe('texts that wait for one room', () => {
  it('through quiet hours are one message, also those handed in just before them', async () => {
    const road = await openRoad({
      start: shanghai(MONDAY, 22) - 2000,
      quiet: [22, 7],
      pacing: { ...free, gap: [5000, 5000] },
    })
    await road.post({ action: say('g2', '先走的'), manner: 'notice' })
    await road.post({ action: say('g1', '差一点就发出'), manner: 'notice' })
    await road.advance(HOUR)
    await road.post({ action: say('g1', '夜里的'), manner: 'notice' })
    await road.until(shanghai(MONDAY, 8) + DAY)
    expect(road.texts).toEqual(['先走的', '差一点就发出\n\n夜里的'])
  })

  it('unasked and over the budget are one message when the room may get another', async () => {
    const road = await openRoad({ pacing: { ...free, unaskedPerRoomDay: 2 } })
    const unasked = (text: string, room = 'g1') => road.post({ id: text, action: say(room, text), manner: 'unasked' })
    await unasked('一')
    await road.advance(HOUR)
    await unasked('二')
    await road.advance(21 * HOUR)
    for (const text of ['三', '四', '五']) await unasked(text)
    await unasked('别的群', 'g2')
    await road.post({ action: say('g1', '答'), manner: 'reply' })
    await road.advance(HOUR)
    expect(road.texts.slice(0, 2)).toEqual(['一', '二'])
    expect(road.texts.slice(2).sort()).toEqual(['别的群', '答'].sort())
    await road.advance(HOUR)
    expect(road.texts.slice(4)).toEqual(['三\n\n四\n\n五'])
    expect(road.settled.map(({ id }) => id)).toEqual(expect.arrayContaining(['三', '四', '五']))
    await unasked('六')
    await road.advance(HOUR)
    expect(road.texts.slice(5)).toEqual(['六'])
  })

  it('unasked and over the budget wait for it, however long, and have their twelve hours from then', async () => {
    const road = await openRoad({ pacing: { ...free, unaskedPerRoomDay: 1 }, quiet: [10, 12] })
    const unasked = (text: string, more: Partial<Posting> = {}) =>
      road.post({ id: text, action: say('g1', text), manner: 'unasked', ...more })
    await road.advance(2 * HOUR)
    await unasked('later', { notBefore: road.now + HOUR })
    await unasked('一')
    await road.advance(MINUTE)
    await unasked('二')
    await unasked('stale', { expires: road.now + HOUR })
    await road.post({ id: 'file', action: { act: 'file', room: 'g1', name: 'a', content: '' }, manner: 'unasked' })
    await road.crash()
    await road.advance(23 * HOUR)
    expect(road.texts).toEqual(['一'])
    // The day is over in quiet hours' last minute.
    const free2 = MONDAY + 2 * HOUR + DAY
    await road.until(free2)
    expect(road.texts).toEqual(['一', 'later\n\n二'])
    expect(road.settled).toContainEqual(expect.objectContaining({ id: 'stale', outcome: 'expired' }))
    // Nothing goes along with a file.
    await road.until(free2 + DAY)
    expect(road.reached.map(({ action }) => action.act)).toEqual(['say', 'say', 'file'])
    // What could not leave then is let go.
    await unasked('三')
    await road.until(free2 + 2 * DAY - 1)
    road.connected = false
    await road.until(free2 + 2 * DAY + 12 * HOUR - 1)
    expect(road.settled.map(({ id }) => id)).not.toContain('三')
    await road.until(free2 + 2 * DAY + 12 * HOUR)
    road.connected = true
    await road.outbox.pump()
    await road.idle()
    expect(road.settled).toContainEqual(expect.objectContaining({ id: '三', outcome: 'expired', code: 'late' }))
  })

  it('wait on where the operators lower the budget meanwhile', async () => {
    const road = await openRoad({ pacing: { ...free, unaskedPerRoomDay: 2 } })
    await road.post({ action: say('g1', '一'), manner: 'unasked' })
    await road.idle()
    await road.post({ action: say('g1', '二'), manner: 'unasked', notBefore: road.now + HOUR })
    await road.post({ action: say('g2', '三'), manner: 'unasked', notBefore: road.now + HOUR })
    await road.outbox.repace({ ...free, unaskedPerRoomDay: 1 })
    await road.advance(23 * HOUR)
    expect(road.texts).toEqual(['一', '三'])
    await road.advance(HOUR)
    expect(road.texts).toEqual(['一', '三', '二'])
  })

  it('and have budget enough stay messages of their own', async () => {
    const road = await openRoad({ pacing: { ...free, unaskedPerRoomDay: 4, perRoomGap: 5000 } })
    for (const text of ['一', '二', '三']) await road.post({ action: say('g1', text), manner: 'unasked' })
    await road.advance(MINUTE)
    expect(road.texts).toEqual(['一', '二', '三'])
  })
})

describe('the stop button', () => {
  it('lets out what it is told to, and holds the rest', async () => {
    const road = await openRoad({ pacing: { ...free, gap: [5000, 5000] } })
    await road.post({ action: say('g2', '先走的') })
    await road.post({ id: 'muted', action: say('g1', '好，2 小时内我不出声') })
    await road.post({ id: 'other', action: say('g3', '别的'), manner: 'notice' })
    await road.outbox.hold(road.now + HOUR, ({ id }) => id === 'muted')
    await road.crash()
    await road.advance(MINUTE)
    expect(road.texts).toEqual(['先走的', '好，2 小时内我不出声'])
    await road.advance(HOUR)
    expect(road.texts).toHaveLength(3)
  })
})
