import { Readable } from 'node:stream'
import { FileBox, type FileBoxInterface } from 'file-box'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Puppet } from 'wechaty-puppet'
import { type Download, downloadFrom, TooLargeError } from '../../../src/chat/codes/download.js'
import { drawPicture } from '../../../src/sandbox/pictures.js'
import { startWebWechat, type WebWechat } from '../../web-wechat/server.js'
import { type BotAt, botAt, newDir } from '../puppet/bot-at.js'

const limit = (bytes = 1_000) => ({ bytes, signal: AbortSignal.timeout(20_000) })

describe('a picture through any puppet', () => {
  const through = (file: () => Promise<FileBoxInterface> | FileBoxInterface): Download =>
    downloadFrom({ puppet: { messageImage: async () => file() } as unknown as Puppet })
  /** A picture that has no end. */
  const endless = () => {
    const sent = { bytes: 0 }
    const stream = new Readable({
      read() {
        sent.bytes += 400
        this.push(Buffer.alloc(400))
      },
    })
    return { sent, stream, file: FileBox.fromStream(stream, 'x.jpg') }
  }

  it('comes whole', async () => {
    const download = through(() => FileBox.fromBuffer(Buffer.from('picture'), 'x.jpg'))
    expect(Buffer.from(await download('1', limit())).toString()).toBe('picture')
  })

  it('is not fetched beyond the limit', async () => {
    const { sent, stream, file } = endless()
    await expect(through(() => file)('1', limit())).rejects.toThrow(TooLargeError)
    expect(sent.bytes).toBeLessThan(100_000)
    expect(stream.destroyed).toBe(true)
  })

  it('is not begun when its size is known to be beyond it', async () => {
    const file = FileBox.fromBuffer(Buffer.alloc(2_000), 'x.jpg')
    await expect(through(() => file)('1', limit())).rejects.toThrow(TooLargeError)
  })

  it('is waited for no longer than the signal says', async () => {
    const over = new AbortController()
    const never = through(() => new Promise<never>(() => {}))('1', { bytes: 1, signal: over.signal })
    const stream = new Readable({ read() {} })
    const stuck = through(() => FileBox.fromStream(stream, 'x.jpg'))('2', { bytes: 1, signal: over.signal })
    over.abort(new Error('enough'))
    await expect(never).rejects.toThrow('enough')
    await expect(stuck).rejects.toThrow('enough')
  })

  it('is none when it is empty, or the puppet has none', async () => {
    await expect(through(() => FileBox.fromBuffer(Buffer.alloc(0), 'x.jpg'))('1', limit())).rejects.toThrow('empty')
    await expect(through(() => Promise.reject(new Error('id not found')))('1', limit())).rejects.toThrow('id not found')
  })
})

describe('a picture through the real client', () => {
  let wechat: WebWechat
  let bot: BotAt
  let place: Awaited<ReturnType<typeof newDir>>
  beforeAll(async () => {
    wechat = await startWebWechat({ autoConfirm: true, rooms: { g1: { topic: '晨跑群', members: ['lin', 'mei'] } } })
    place = await newDir()
    bot = await botAt(wechat, place.dir)
    await wechat.listening()
  })
  afterAll(async () => {
    await bot.stop()
    await wechat.stop()
    await place.remove()
  })

  it('is what Web WeChat shows', async () => {
    const picture = drawPicture({ qr: 'https://weixin.qq.com/g/A' }, 1)
    const id = await wechat.shows('g1', 'lin', picture)
    expect(Buffer.from(await bot.wechat4u.picture(id, limit(1_000_000))).equals(picture)).toBe(true)
  })

  it('is not fetched beyond the limit, whatever was said of its size', async () => {
    const id = await wechat.shows('g1', 'lin', drawPicture({ noise: true, bytes: 500_000 }, 1), { declared: 100 })
    await expect(bot.wechat4u.picture(id, limit(100_000))).rejects.toThrow(TooLargeError)
  })

  it('is none when WeChat refuses it, or the signal says enough', async () => {
    const id = await wechat.shows('g1', 'lin', Buffer.from('x'))
    wechat.refuse('webwxgetmsgimg', { status: 404 })
    await expect(bot.wechat4u.picture(id, limit())).rejects.toThrow('404')
    await expect(bot.wechat4u.picture(id, { bytes: 1_000, signal: AbortSignal.abort() })).rejects.toThrow()
  })
})
