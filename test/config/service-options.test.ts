import { describe, expect, test, vi } from 'vitest'
import { check } from './plugins.js'

const problems = (puppetOptions: object): string[] =>
  check({ 'qunguan.yaml': `puppet: service\npuppetOptions: ${JSON.stringify(puppetOptions)}\n` })

describe('puppet: service', () => {
  test('what works is no problem', () => {
    expect(problems({ token: 'insecure_local', endpoint: '127.0.0.1:8788', tls: { disable: true } })).toEqual([])
    expect(problems({ token: 'insecure_local', endpoint: 'gateway:8788' })).toEqual([])
    expect(problems({ token: 'puppet_padlocal_1234' })).toEqual([])
    expect(problems({ token: '1234', tls: { serverName: 'gateway' } })).toEqual([])
  })

  test.each([
    ['no token', {}, 'qunguan.yaml:2:16: puppet: service 需要 puppetOptions.token'],
    ['an empty token', { token: '' }, 'qunguan.yaml:2:25: puppet: service 需要 puppetOptions.token'],
    ['a token without a name in front', { token: 's3cret' }, 'qunguan.yaml:2:25: token 要以网关证书的名字和 _ 开头'],
    [
      'an address',
      { token: 'insecure_a', endpoint: 'http://gateway:8788' },
      'qunguan.yaml:2:49: 「http://gateway:8788」不对',
    ],
    ['no port', { token: 'insecure_a', endpoint: 'gateway' }, '应为 主机:端口，如 127.0.0.1:8788'],
    ['a port alone', { token: 'insecure_a', endpoint: 8788 }, '「8788」不对'],
  ])('%s: told with what to do', (_, options, message) => {
    expect(problems(options)).toEqual([expect.stringContaining(message)])
  })

  test('a token in the environment need not stand in the file, and no token is printed', () => {
    vi.stubEnv('WECHATY_PUPPET_SERVICE_TOKEN', 'insecure_env')
    expect(problems({})).toEqual([])
    vi.unstubAllEnvs()
    expect(problems({ token: 's3cret' }).join()).not.toContain('s3cret')
  })

  test('other puppets are asked for none of it', () => {
    expect(check({ 'qunguan.yaml': 'puppet: wechat4u\n' })).toEqual([])
  })
})
