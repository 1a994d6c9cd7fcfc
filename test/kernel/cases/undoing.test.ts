import { afterEach, describe, expect, it, vi } from 'vitest'
import { type Case, Cases } from '../../../src/kernel/cases/cases.js'
import { Undoing } from '../../../src/kernel/cases/undoing.js'
import { definePlugin } from '../../../src/kernel/plugin.js'
import { type Chat, openChat } from '../../support/chat.js'
import { bare } from '../../support/toy.js'

const open: Chat[] = []
afterEach(async () => {
  vi.restoreAllMocks()
  for (const chat of open.splice(0)) await chat.close()
})

/** Wants whoever says 坏话 out, and bars him for a month; lets a case go, and tells who is barred, when it is asked to. */
const guard = definePlugin({
  ...bare('guard'),
  on: {
    message: {
      guard: async (ctx, { member, text }) => {
        if (text === '坏话') {
          await ctx.accuse({ member, reason: '说坏话', measure: 'remove', blockFor: 30 * 86_400_000 })
        }
        if (text.startsWith('算了')) await ctx.dismiss(text.slice(2))
        if (text === '谁被拉黑') {
          const barred = ctx.books.blocks.of(ctx.community, ctx.now()).map(block => ctx.member(block.member).name)
          await ctx.say(`拉黑的：${barred.join('、') || '无'}`)
        }
      },
    },
  },
})

async function start(): Promise<Chat> {
  const chat = await openChat({
    plugins: [guard],
    people: { 林老师: { friend: true }, 甲: { friend: true }, 乙: { friend: true } },
    rooms: { g1: { members: ['林老师', '甲', '乙', '丙'] } },
    roles: { g1: { owner: '林老师' } },
  })
  open.push(chat)
  return chat
}

/** What follows on a case being moved to a status is broken off, once. */
function breakOffAfter(status: Case['status']): void {
  const move = Cases.prototype.move
  let once = true
  vi.spyOn(Cases.prototype, 'move').mockImplementation(async function (this: Cases, number, from, change) {
    const moved = await move.call(this, number, from, change)
    if (once && moved && change.status === status) {
      once = false
      throw new Error('broken off here')
    }
    return moved
  })
}

const broughtBack = (chat: Chat) => chat.stage.acts.flatMap(act => (act.act === 'add' ? [act.who] : []))
const sorry = (chat: Chat) => chat.said.flatMap(act => (act.text.includes('抱歉') && act.act === 'dm' ? [act.who] : []))
const removed = (chat: Chat) =>
  chat.stage.acts.flatMap(act => (act.act === 'kick' && act.refused === undefined ? [act.who] : []))

describe('a taking back that was broken off', () => {
  it('is gone on with when it is said again, and asks him in once', async () => {
    const chat = await start()
    await chat.says('甲', '坏话')
    await chat.seesGo('甲')
    breakOffAfter('undone')
    await chat.says('林老师', '/撤销 K1')
    await chat.wait('2m')
    expect(broughtBack(chat)).toEqual([])
    await chat.says('林老师', '谁被拉黑')
    await chat.hears('拉黑的：甲')
    await chat.says('林老师', '/撤销 K1')
    await chat.hears(/K1 已撤销：/)
    await chat.wait('5m')
    await chat.says('林老师', '谁被拉黑')
    await chat.hears('拉黑的：无')
    await chat.says('林老师', '/撤销 K1')
    await chat.hears('已撤销过')
    await chat.wait('5m')
    expect(broughtBack(chat)).toEqual(['甲'])
    expect(sorry(chat)).toEqual(['甲'])
  })

  it('is gone on with by the next start, and by no other', async () => {
    const chat = await start()
    await chat.says('甲', '坏话')
    await chat.seesGo('甲')
    breakOffAfter('undone')
    await chat.says('林老师', '/撤销 K1')
    await chat.crash()
    await chat.wait('5m')
    expect(broughtBack(chat)).toEqual(['甲'])
    expect(sorry(chat)).toEqual(['甲'])
    await chat.says('林老师', '谁被拉黑')
    await chat.hears('拉黑的：无')
    const again = vi.spyOn(Undoing.prototype, 'bringBack')
    await chat.restart()
    await chat.wait('5m')
    expect(again).not.toHaveBeenCalled()
  })

  it('is left alone where it is long ago', async () => {
    const chat = await start()
    await chat.says('甲', '坏话')
    await chat.seesGo('甲')
    breakOffAfter('undone')
    await chat.says('林老师', '/撤销 K1')
    await chat.wait('2d')
    await chat.crash()
    await chat.wait('5m')
    expect(broughtBack(chat)).toEqual([])
    await chat.says('林老师', '/撤销 K1')
    await chat.wait('5m')
    expect(broughtBack(chat)).toEqual(['甲'])
  })
})

describe('a case that was let go', () => {
  it('and broken off there, removes nobody', async () => {
    const chat = await start()
    breakOffAfter('dismissed')
    await chat.sayAtOnce([
      ['甲', '坏话'],
      ['乙', '坏话'],
      ['林老师', '算了K2'],
    ])
    await chat.seesGo('甲')
    await chat.wait('10m')
    expect(removed(chat)).toEqual(['甲'])
    expect((await chat.case('K2'))?.status).toBe('dismissed')
  })

  it('because he was promoted, and broken off there, leaves no bar', async () => {
    const chat = await start()
    breakOffAfter('dismissed')
    await chat.sayAtOnce([
      ['甲', '坏话'],
      ['乙', '坏话'],
      ['林老师', '/管理 加 @乙'],
    ])
    await chat.seesGo('甲')
    await chat.wait('10m')
    expect(removed(chat)).toEqual(['甲'])
    await chat.says('林老师', '谁被拉黑')
    await chat.hears('拉黑的：甲')
  })
})
