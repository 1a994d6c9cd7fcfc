import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { plugins } from '../../plugins/index.js'
import { loadConfigFrom } from '../../src/config/load.js'
import {
  freeRoomKey,
  nextQuestion,
  type SetupAnswers,
  setupFile,
  setupKey,
  setupQuestions,
} from '../../src/config/setup.js'
import { schemas } from '../../src/plugin-schemas.js'

/** Answers every question with what `choose` says, and again with 1 where that is refused. */
function answered(choose: (key: string) => string): { answers: SetupAnswers; asked: number } {
  let answers: SetupAnswers = {}
  let asked = 0
  for (let question = nextQuestion(answers); question; question = nextQuestion(answers)) {
    asked += 1
    const said = question.read(choose(question.key))
    const read = 'problem' in said ? question.read('1') : said
    if ('problem' in read) throw new Error(`1 is no answer to ${question.key}`)
    answers = { ...answers, ...read }
  }
  return { answers, asked }
}

describe('setting up a group', () => {
  it('takes at most eight questions, whatever is answered, and the file passes check', () => {
    fc.assert(
      fc.property(
        fc.array(fc.oneof(fc.constantFrom('1', '2', '3', '4', '２', ''), fc.string()), { minLength: 8 }),
        said => {
          const { answers, asked } = answered(key => said[setupQuestions.findIndex(each => each.key === key)] ?? '1')
          expect(asked).toBeLessThanOrEqual(8)
          const name = setupKey(answers.topic ?? '', [])
          const { config, problems } = loadConfigFrom(
            { [`groups/${name}.yaml`]: setupFile(answers, 'g1') },
            schemas(plugins),
          )
          expect(problems.filter(({ severity }) => severity === 'error')).toEqual([])
          expect(config?.communities[name]?.rooms['g1']?.topic).toBe(answers.topic)
        },
      ),
      { numRuns: 200 },
    )
  })

  it('asks for a passphrase where one is wanted, and for consent where there is a door', () => {
    const keysOf = (mode: string) => {
      const asked: string[] = []
      answered(key => {
        asked.push(key)
        return key === 'mode' ? mode : '1'
      })
      return asked
    }
    expect(keysOf('1')).toEqual(['topic', 'goal', 'mode', 'rules', 'preset', 'checkIn'])
    expect(keysOf('2')).toContain('phrase')
    expect(keysOf('3')).toEqual(['topic', 'goal', 'mode', 'rules', 'consent', 'preset', 'checkIn'])
  })

  it('names the file after the group, unlike those that are there', () => {
    expect(setupKey('夜跑 1群！', [])).toBe('夜跑1群')
    expect(setupKey('夜跑1群', ['夜跑1群', '夜跑1群-2'])).toBe('夜跑1群-3')
    expect(setupKey('🌟', [])).toBe('group')
    expect(freeRoomKey(['g1', 'g3'])).toBe('g2')
  })
})
