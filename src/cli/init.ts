import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import type { Readable, Writable } from 'node:stream'
import { plugins } from '../../plugins/index.js'
import { loadConfig, loadConfigFrom, readFiles } from '../config/load.js'
import { both, printProblem } from '../config/problems.js'
import { freeRoomKey, nextQuestion, type SetupAnswers, setupFile, setupKey } from '../config/setup.js'
import { schemas } from '../plugin-schemas.js'

export interface InitStreams {
  input: Readable
  output: Writable
}

/**
 * `qunguan init`: asks at most eight questions and writes the file of one community, `DIR/groups/NAME.yaml`, beside those
 * that are there. What it writes was checked before; nothing else is touched.
 * @returns 0 when it was written, 1 when the questions were not answered to the end, 2 when the config there is broken
 */
export async function init(
  { config: dir }: { config: string },
  { input, output }: InitStreams = { input: process.stdin, output: process.stdout },
): Promise<0 | 1 | 2> {
  const say = (text: string) => output.write(`${text}\n`)
  const { config, problems } = loadConfig(dir, schemas(plugins))
  if (!config) {
    say(both('先把现有的配置改好，再开新群：', 'mend the config that is there first:'))
    for (const problem of problems) say(printProblem(problem))
    return 2
  }
  const answers = await askAll(input, say)
  if (!answers) {
    say(both('没问完，什么也没写', 'stopped in the middle; nothing was written'))
    return 1
  }
  const rooms = Object.values(config.communities).flatMap(community => Object.keys(community.rooms))
  const key = setupKey(answers.topic ?? '', Object.keys(config.communities))
  const text = setupFile(answers, freeRoomKey(rooms))
  const path = `groups/${key}.yaml`
  const written = loadConfigFrom({ ...readFiles(dir), [path]: text }, schemas(plugins), { dir })
  if (!written.config) throw new Error(written.problems.map(printProblem).join('\n'))
  mkdirSync(join(dir, 'groups'), { recursive: true })
  // Somebody else's file of that name appeared meanwhile: it stays.
  writeFileSync(join(dir, path), text, { flag: 'wx' })
  say(both(`写好了 ${join(dir, path)}，检查过没有问题。`, 'written, and checked.'))
  say(both('接着：npx qunguan start，扫码登录，再把机器人拉进群', 'next: start it, scan, bring the bot into the group'))
  return 0
}

async function askAll(input: Readable, say: (text: string) => void): Promise<SetupAnswers | undefined> {
  const lines = createInterface({ input })
  let answers: SetupAnswers = {}
  const ask = (): boolean => {
    const question = nextQuestion(answers)
    if (question) say(`${question.ask[0]}\n(${question.ask[1].replaceAll('\n', ' ')})`)
    return question !== undefined
  }
  ask()
  for await (const line of lines) {
    const question = nextQuestion(answers)
    if (!question) break
    const read = question.read(line)
    if ('problem' in read) say(both(read.problem[0], read.problem[1]))
    else answers = { ...answers, ...read }
    if (!ask()) break
  }
  lines.close()
  return nextQuestion(answers) ? undefined : answers
}
