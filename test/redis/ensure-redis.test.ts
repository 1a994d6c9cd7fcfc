import { spawnSync } from 'node:child_process'
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterEach, beforeEach, expect, it } from 'vitest'

const script = fileURLToPath(new URL('../../scripts/ensure-redis.sh', import.meta.url))

// A machine that has nothing but the programs put here.
let machine: string
beforeEach(() => {
  machine = mkdtempSync(join(tmpdir(), 'qunguan-test-'))
  has('env', 'while case "$1" in *=*) true;; *) false;; esac; do shift; done; "$@"')
})
afterEach(() => rmSync(machine, { recursive: true }))

/** Puts a program on the machine; what it is called with is remembered. */
function has(name: string, does = ''): void {
  writeFileSync(join(machine, name), `#!/bin/sh\necho ${name} "$@" >> '${machine}/calls'\n${does}\n`)
  chmodSync(join(machine, name), 0o755)
}

/** What a package manager does when it installs: the server is there after it. */
const installs = (server: string) =>
  `case "$*" in *install*${server.split('-')[0]}*) echo 'echo v=7.0.0' > '${machine}/${server}'; /bin/chmod +x '${machine}/${server}';; *install*) exit 100;; esac`

function run(env: NodeJS.ProcessEnv = {}) {
  const { status, stdout, stderr } = spawnSync('/bin/sh', [script], {
    env: { PATH: machine, ...env },
    encoding: 'utf8',
  })
  const calls = join(machine, 'calls')
  return {
    status,
    said: stdout + stderr,
    calls: existsSync(calls) ? readFileSync(calls, 'utf8').trim().split('\n') : [],
  }
}

it.each([
  ['redis-server', 'Redis server v=6.2.0 sha=00000000:0 malloc=jemalloc-5.3.0 bits=64 build=ae4d7c971a948f0'],
  ['redis-server', 'Redis server v=7.0.15 sha=00000000:0 malloc=jemalloc-5.3.0 bits=64 build=ae4d7c971a948f0'],
  ['valkey-server', 'Valkey server v=8.1.4 sha=00000000:0 malloc=jemalloc-5.3.0 bits=64 build=7f5e3d3d7b3bb6c6'],
])('says and does nothing when %s is there (%s)', (server, version) => {
  has(server, `echo '${version}'`)
  expect(run()).toEqual({ status: 0, said: '', calls: [`${server} --version`] })
})

it('does not take an old server for one that will do', () => {
  has('id', 'echo 1000')
  has(
    'redis-server',
    "echo 'Redis server v=6.0.16 sha=00000000:0 malloc=jemalloc-5.2.1 bits=64 build=a3fdef44459b3ad6'",
  )
  expect(run()).toMatchObject({ status: 1, said: expect.stringContaining('6.2 or newer') })
})

it('says and does nothing when a server elsewhere is to be used', () => {
  expect(run({ QUNGUAN_REDIS_URL: 'redis://elsewhere' })).toEqual({ status: 0, said: '', calls: [] })
})

it('installs as root with apt-get, lists first, without a question', () => {
  has('id', 'echo 0')
  has('apt-get', installs('redis-server'))
  has('systemctl')
  const { status, calls } = run()
  expect(status).toBe(0)
  const work = calls.filter(call => /^(apt-get|systemctl)/.test(call))
  expect(work).toEqual([
    expect.stringMatching(/^apt-get .*update$/),
    expect.stringMatching(/^apt-get .*-y .*install redis-server$/),
    expect.stringMatching(/^systemctl .*disable --now/),
  ])
  expect(calls).toContainEqual(expect.stringContaining('DEBIAN_FRONTEND=noninteractive'))
})

it('takes valkey where there is no redis, though the lists could not be fetched', () => {
  has('id', 'echo 0')
  has('apt-get', `case "$*" in *update) exit 100;; esac\n${installs('valkey-server')}`)
  expect(run().status).toBe(0)
})

it('uses sudo when that asks for no password', () => {
  has('id', 'echo 1000')
  has('sudo', 'shift; "$@"')
  has('true')
  has('apt-get', installs('redis-server'))
  const { status, calls } = run()
  expect(status).toBe(0)
  expect(calls.filter(call => call.startsWith('sudo')).every(call => call.startsWith('sudo -n '))).toBe(true)
})

it('installs with brew', () => {
  has('id', 'echo 501')
  has('brew', installs('redis-server'))
  expect(run()).toMatchObject({ status: 0, calls: expect.arrayContaining(['brew install --quiet redis']) })
})

it.each([
  ['nothing to install with', () => {}],
  ['a sudo that wants a password', () => [has('apt-get'), has('sudo', 'exit 1')]],
])('says in two lines what to do on a machine with %s', (_, prepare) => {
  has('id', 'echo 1000')
  prepare()
  const { status, said, calls } = run()
  expect(status).toBe(1)
  expect(said.trim().split('\n')).toHaveLength(2)
  expect(said).toContain('QUNGUAN_REDIS_URL')
  expect(calls.some(call => call.startsWith('apt-get'))).toBe(false)
})
