import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, describe, expect, it } from 'vitest'
import { bodyFor, webhook } from '../../src/cli/webhook.js'
import type { Log } from '../../src/redis/log.js'

/** The group bot's other end: each try is answered by the next of `answers`, the last of them for good. */
async function groupBot(...answers: ((response: ServerResponse) => void)[]) {
  const bodies: unknown[] = []
  const server = createServer((request: IncomingMessage, response) => {
    const parts: Buffer[] = []
    request.on('data', (part: Buffer) => parts.push(part))
    request.on('end', () => {
      bodies.push(JSON.parse(Buffer.concat(parts).toString()))
      const answer = answers[Math.min(bodies.length, answers.length) - 1]
      if (answer) answer(response)
      else response.end('{"errcode":0}')
    })
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  servers.push(server)
  return { bodies, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/send?key=k` }
}

const servers: Server[] = []
afterEach(() => {
  for (const server of servers.splice(0)) {
    server.closeAllConnections()
    server.close()
  }
})

function hookTo(url: string, limit = 10_000) {
  const logged: string[] = []
  const waited: number[] = []
  const note = (level: string) => (fields: unknown) => {
    logged.push(`${level} ${(fields as { why?: string }).why ?? ''}`.trim())
  }
  const log = { info: note('info'), warn: note('warn'), error: note('error') } as unknown as Log
  const wait = async (ms: number) => {
    waited.push(ms)
  }
  return { hook: webhook({ url, account: 'main', log, wait, limit }), logged, waited }
}

describe('the operators’ webhook', () => {
  it('posts what the group bots of 企业微信 and 钉钉 take', async () => {
    const { bodies, url } = await groupBot()
    const { hook, logged } = hookTo(url)
    hook.tell('和微信断了')
    await hook.told()
    expect(bodies).toEqual([{ msgtype: 'text', text: { content: '和微信断了' }, account: 'main' }])
    expect(logged).toEqual([])
  })

  it('speaks 飞书’s dialect to 飞书', () => {
    expect(bodyFor('https://open.feishu.cn/open-apis/bot/v2/hook/k', 'main', '回来了')).toEqual({
      msg_type: 'text',
      content: { text: '回来了' },
    })
    expect(bodyFor('https://notfeishu.cn/hook', 'main', '回来了')).toMatchObject({ msgtype: 'text' })
  })

  it('tries again, later each time, until it is taken', async () => {
    const { bodies, url } = await groupBot(
      response => response.writeHead(502).end(),
      response => response.destroy(),
      response => response.end('ok'),
    )
    const { hook, logged, waited } = hookTo(url)
    hook.tell('一')
    await hook.told()
    expect(bodies.length).toBe(3)
    expect(waited).toEqual([2_000, 10_000])
    expect(logged.map(line => line.split(' ')[0])).toEqual(['warn', 'warn'])
  })

  it('gives up after four tries, and says so in the log', async () => {
    const { bodies, url } = await groupBot(response => response.writeHead(500).end())
    const { hook, logged } = hookTo(url)
    hook.tell('一')
    await hook.told()
    expect(bodies.length).toBe(4)
    expect(logged.at(-1)).toBe('error HTTP 500')
  })

  it('a wrong key is a no for good, also with HTTP 200', async () => {
    for (const no of [
      (response: ServerResponse) => response.writeHead(404).end(),
      (response: ServerResponse) => response.end('{"errcode": 93000, "errmsg": "invalid webhook url"}'),
      (response: ServerResponse) => response.end('{"code":19001,"msg":"param invalid"}'),
    ]) {
      const { bodies, url } = await groupBot(no)
      const { hook, logged } = hookTo(url)
      hook.tell('一')
      await hook.told()
      expect(bodies.length).toBe(1)
      expect(logged).toEqual([expect.stringMatching(/^error (HTTP 404|code 93000|code 19001)$/)])
    }
  })

  it('an end that takes and never answers is left after the limit', async () => {
    const { bodies, url } = await groupBot(() => {})
    const { hook, logged } = hookTo(url, 50)
    hook.tell('一')
    await hook.told()
    expect(bodies.length).toBe(4)
    expect(logged.at(-1)).toMatch(/^error .*time/i)
  })

  it('nobody listening, or no address at all, harms nobody', async () => {
    const { url } = await groupBot()
    servers.splice(0).forEach(server => {
      server.close()
    })
    const { hook, logged } = hookTo(url)
    hook.tell('一')
    await hook.told()
    expect(logged.at(-1)).toMatch(/^error .*ECONNREFUSED/)
    const none = hookTo('')
    none.hook.tell('一')
    await none.hook.told()
    expect(none.logged).toEqual([])
  })

  it('a storm of alerts does not pile up without end', async () => {
    const { url } = await groupBot(() => {})
    const { hook, logged } = hookTo(url, 50)
    for (let number = 0; number < 60; number += 1) hook.tell(`${number}`)
    expect(logged.length).toBe(10)
    await hook.told()
  })
})
