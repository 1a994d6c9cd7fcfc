import { describe, expect, it } from 'vitest'
import { TooLargeError } from '../../../src/chat/codes/download.js'
import { CodeReader, type CodeReaderOptions } from '../../../src/chat/codes/reader.js'
import type { CodesReadEvent, MessageEvent } from '../../../src/domain/events.js'
import { InHand } from '../../../src/domain/in-hand.js'
import { silent } from '../../../src/redis/log.js'
import { drawPicture } from '../../../src/sandbox/pictures.js'

const GROUP = 'https://weixin.qq.com/g/AwYAAJ'

function picture(id: string, member = 'lu', bytes?: number): MessageEvent {
  return {
    kind: 'message',
    id,
    room: 'g1',
    member,
    parts: [bytes === undefined ? { kind: 'image' } : { kind: 'image', bytes }],
    text: '',
    mentionsBot: false,
    sentAt: 1_000,
  }
}

/** A reader whose pictures come when the test lets them. */
function reading(options: Partial<CodeReaderOptions> = {}) {
  const read: CodesReadEvent[] = []
  const logged: unknown[] = []
  const asked: string[] = []
  const coming = new Map<string, (bytes: Uint8Array | Error) => void>()
  const inHand = new InHand()
  const reader = new CodeReader({
    download: (id, { signal }) =>
      new Promise((resolve, reject) => {
        asked.push(id)
        signal.addEventListener('abort', () => reject(signal.reason))
        coming.set(id, bytes => (bytes instanceof Error ? reject(bytes) : resolve(bytes)))
      }),
    inHand,
    log: { ...silent, warn: (facts: unknown) => logged.push(facts) },
    onRead: async event => void read.push(event),
    ...options,
  })
  return {
    reader,
    inHand,
    read,
    logged,
    asked,
    comes: (id: string, bytes: Uint8Array | Error) => coming.get(id)?.(bytes),
  }
}

const code = drawPicture({ qr: GROUP }, 1)

describe('reading the codes of pictures', () => {
  it('tells what stands in them, once, and is in hand until it was told', async () => {
    const { reader, inHand, read, asked, comes } = reading()
    reader.read(picture('1'))
    reader.read(picture('1'))
    expect([inHand.count, asked]).toEqual([1, ['1']])
    comes('1', code)
    await inHand.empty()
    expect(read).toEqual([
      { kind: 'codesRead', id: 'codes|1', room: 'g1', member: 'lu', message: '1', sentAt: 1_000, codes: [GROUP] },
    ])
    reader.stop()
  })

  it('fetches nothing of a message without a picture, nor of one that is too large', async () => {
    const { reader, inHand, read, asked, logged } = reading()
    reader.read({ ...picture('1'), parts: [{ kind: 'text', text: 'x' }] })
    reader.read(picture('2', 'lu', 12_000_000))
    await inHand.empty()
    expect(asked).toEqual([])
    expect(read).toMatchObject([{ message: '2', codes: [], problem: 'too large' }])
    expect(logged).toEqual([{ message: '2', room: 'g1', declared: 12_000_000, problem: 'too large' }])
    reader.stop()
  })

  it.each([
    ['it turns out too large', new TooLargeError('more'), 'too large'],
    ['WeChat does not give it', new Error('404'), 'gone'],
    ['it is no picture', Buffer.from('<html>'), 'broken'],
  ])('says why nothing is known when %s', async (_, comes, problem) => {
    const game = reading()
    game.reader.read(picture('1'))
    game.comes('1', comes)
    await game.inHand.empty()
    expect(game.read).toMatchObject([{ codes: [], problem }])
    expect(game.logged).toMatchObject([{ message: '1', problem }])
    game.reader.stop()
  })

  it('does not wait for ever', async () => {
    const { reader, inHand, read } = reading({ limits: { download: 10 } })
    reader.read(picture('1'))
    await inHand.empty()
    expect(read).toMatchObject([{ problem: 'gone' }])
    reader.stop()
  })

  it('passes over pictures of who sends most of them, when too many wait', async () => {
    const { reader, inHand, read, asked, comes } = reading({ limits: { waiting: 3, atOnce: 1 } })
    const ids = ['first', 'wang1', 'lu1', 'lu2', 'lu3', 'zhao1']
    for (const id of ids) reader.read(picture(id, id.replace(/\d/, '')))
    expect(read.map(({ message, problem }) => [message, problem])).toEqual([
      ['lu1', 'crowded'],
      ['lu2', 'crowded'],
    ])
    for (const id of ['first', 'wang1', 'lu3', 'zhao1']) {
      while (!asked.includes(id)) await new Promise(resolve => setImmediate(resolve))
      comes(id, code)
    }
    await inHand.empty()
    expect(read.slice(2).map(({ message, codes }) => [message, codes])).toEqual(
      ['first', 'wang1', 'lu3', 'zhao1'].map(id => [id, [GROUP]]),
    )
    reader.stop()
  })

  it('leaves nothing in hand when it stops, and tells nothing any more', async () => {
    const { reader, inHand, read } = reading({ limits: { atOnce: 2 } })
    for (const id of ['1', '2', '3', '4']) reader.read(picture(id))
    reader.stop()
    reader.read(picture('5'))
    await inHand.empty()
    expect(read).toEqual([])
  })
})
