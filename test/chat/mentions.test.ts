import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { readMentions } from '../../src/chat/mentions.js'
import { asSeen } from '../../src/text/as-seen.js'

const room = (...names: string[]): ReadonlySet<string> => new Set(names.map(asSeen))
const read = (text: string, names: ReadonlySet<string>, botNames = ['小助']) =>
  readMentions(text, { botNames, isName: name => names.has(asSeen(name)) })

/** The parts in brief: mentions in brackets. */
const brief = (text: string, names: ReadonlySet<string>, botNames?: string[]) =>
  read(text, names, botNames).parts.map(part =>
    part.kind === 'mention' ? `[${part.name}]` : part.kind === 'text' ? part.text : '?',
  )

describe('whom an @ means', () => {
  const here = room('小鹿', '小鹿 老师', 'Tom 🦊', 'a@b', '张 三@李', '小助 老师', '两\n行', 'x\u2005y')
  it.each([
    // A phone marks the end of the name, a computer does not: then it is the longest that somebody bears.
    ['@小鹿\u2005老师好', ['[小鹿]', '老师好']],
    ['@小鹿 老师 好', ['[小鹿 老师]', '好']],
    ['@小鹿 好', ['[小鹿]', '好']],
    ['@Tom 🦊\u2005早', ['[Tom 🦊]', '早']],
    ['@Tom 🦊 早', ['[Tom 🦊]', '早']],
    ['@a@b\u2005早', ['[a@b]', '早']],
    ['@张 三@李 早', ['[张 三@李]', '早']],
    ['@两\n行\u2005早', ['[两\n行]', '早']],
    ['@x\u2005y\u2005早', ['[x\u2005y]', '早']],
    ['你好@小鹿 早', ['你好', '[小鹿]', '早']],
    // Nobody can put himself between the bot and those who call it by a longer name, unless a phone says so.
    ['@小助 老师 早', ['[小助]', '老师 早']],
    ['@小助 老师\u2005早', ['[小助 老师]', '早']],
    ['@所有人 早', ['@所有人 早']],
    ['@加V：xk8520\u2005日结', ['@加V：xk8520\u2005日结']],
    ['@ 小鹿', ['@ 小鹿']],
    ['@@小鹿 早', ['@', '[小鹿]', '早']],
  ])('reads %j', (text, parts) => {
    expect(brief(text, here)).toEqual(parts)
  })

  it('means everybody when somebody is called so', () => {
    expect(brief('@所有人\u2005早', room('所有人'))).toEqual(['[所有人]', '早'])
  })

  it('finds anybody whom a phone names, whatever he is called', () => {
    const name = fc
      .array(
        fc.oneof(
          fc.string({ unit: 'grapheme', minLength: 1, maxLength: 5 }),
          fc.constantFrom('@', ' ', '😄', '、', '小助'),
        ),
        { minLength: 1, maxLength: 4 },
      )
      .map(pieces => pieces.join('').trim())
      .filter(text => text !== '' && asSeen(text) !== '' && !/^[@\s]/.test(text))
    fc.assert(
      fc.property(fc.uniqueArray(name, { minLength: 1, maxLength: 5 }), fc.nat(), (names, at) => {
        const who = names[at % names.length] ?? ''
        expect(read(`@${who}\u2005早`, room(...names), []).parts).toEqual([
          { kind: 'mention', name: who },
          { kind: 'text', text: '早' },
        ])
      }),
    )
  })

  it('loses no word and invents none', () => {
    const names = room('小鹿', '小 鹿', 'a@b', '加V')
    fc.assert(
      fc.property(
        fc.array(fc.constantFrom('@', '小鹿', '小 鹿', ' ', '\u2005', '\n', '加V', 'a@b', '小助'), { maxLength: 30 }),
        pieces => {
          const text = pieces.join('')
          const bare = (written: string) => written.replace(/[\s\u2005[\]]/g, '')
          const again = read(text, names).parts.map(part =>
            part.kind === 'mention' ? `@${part.name}` : part.kind === 'text' ? part.text : '?',
          )
          expect(bare(again.join(''))).toBe(bare(text))
        },
      ),
    )
  })

  it('asks for a name a few times an @ at most, however it is written', () => {
    for (const text of [
      '@x '.repeat(300),
      '@'.repeat(4_000),
      '@a b c d e f g '.repeat(300),
      `@${' x'.repeat(8_000)}`,
    ]) {
      let asked = 0
      readMentions(text, {
        botNames: ['小助'],
        isName: () => {
          asked += 1
          return false
        },
      })
      expect(asked).toBeLessThanOrEqual(33 * (text.split('@').length - 1))
    }
  })
})
