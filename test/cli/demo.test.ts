import { PassThrough } from 'node:stream'
import { expect, it } from 'vitest'
import { demo } from '../../src/cli/demo.js'
import { qunguan } from './qunguan.js'

it('shows the week and leaves, where there is no terminal', async () => {
  const { code, stdout, stderr } = await qunguan(['demo'])
  expect(stderr).toBe('')
  expect(code).toBe(0)
  for (const line of [
    '要我照看吗？',
    '大家好，我是小助',
    '「早起」共 4 人签到：王敏、阿豪、赵磊、小周',
    '欢迎 小鹿、李想',
    '1 放过  2 移出',
    '已移出轻松妈妈（发广告，K1）',
    '07:30  ▸ 小助：已移出小财神（发广告，K2）',
    'K3 已撤销',
    '✕ 进程崩溃，重新启动',
    '你是不是想发 /上限？',
    '4月13日补上了',
    '连续：王敏 6 天',
  ]) {
    expect(stdout).toContain(line)
  }
  expect(stdout).toMatch(/━━ 周日 4月14日 .+\n {3}[A-Z]/)
  expect(stdout).not.toContain('\u001b')
})

it('is a scenario like any other, with all its expectations held', async () => {
  const { code, stdout } = await qunguan(['simulate', 'demo/week.yaml', '--json'])
  expect(JSON.parse(stdout.trimEnd().split('\n').at(-1) ?? '')).toMatchObject({ ok: true, failed: [] })
  expect(code).toBe(0)
})

it('lets one join the talk, on a terminal', async () => {
  const input = Object.assign(new PassThrough(), { isTTY: true })
  const output = Object.assign(new PassThrough(), { isTTY: true, columns: 80 })
  const typed = ['\n', '/我是 羊毛姐\n', '在家兼职，日结300，感兴趣加我V：xk8852\n', '@小周: 私聊: /帮助\n', 'quit\n']
  let screen = ''
  output.setEncoding('utf8').on('data', (text: string) => {
    screen += text
    // The first is for skipping ahead, the others each answer a prompt.
    if (text.includes('skip ahead') || /> (?:\u001b\[\d*G)?$/.test(text)) input.write(typed.shift() ?? '')
  })
  const code = await demo({ input, output, err: new PassThrough() })
  expect(code).toBe(0)
  expect(screen).toContain('\u001b[31m▸ 移出 小财神\u001b[0m')
  expect(screen).toContain('你是「夜跑1群」里的王敏')
  expect(screen).toContain('▸ 移出 羊毛姐')
  expect(screen).toContain('▸ 小助：已移出羊毛姐（发广告，K4）')
  expect(screen).toContain('通过 小周 的好友申请')
  expect(typed).toEqual([])
})
