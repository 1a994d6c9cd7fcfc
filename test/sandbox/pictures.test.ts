import { inflateSync } from 'node:zlib'
import QRCode from 'qrcode'
import { describe, expect, it } from 'vitest'
import { drawAvatar, drawDefaultAvatar, drawPicture } from '../../src/sandbox/pictures.js'

/** The chunks of a PNG, by type. */
function chunks(image: Buffer): Map<string, Buffer> {
  const found = new Map<string, Buffer>()
  for (let at = 8; at < image.length; ) {
    const length = image.readUInt32BE(at)
    found.set(image.toString('latin1', at + 4, at + 8), image.subarray(at + 8, at + 8 + length))
    at += length + 12
  }
  return found
}

function pixels(image: Buffer): { width: number; height: number; lines: Buffer } {
  const parts = chunks(image)
  const head = parts.get('IHDR') ?? Buffer.alloc(8)
  return {
    width: head.readUInt32BE(0),
    height: head.readUInt32BE(4),
    lines: inflateSync(parts.get('IDAT') ?? Buffer.alloc(0)),
  }
}

describe('pictures', () => {
  it('show the QR code of a content', () => {
    const content = 'https://weixin.qq.com/g/AwYAAJ'
    const { width, lines } = pixels(drawPicture({ qr: content }, 1))
    const { modules } = QRCode.create(content, { errorCorrectionLevel: 'M' })
    expect(width).toBe((modules.size + 8) * 6)
    for (let row = 0; row < modules.size; row += 1) {
      for (let column = 0; column < modules.size; column += 1) {
        const grey = lines[((row + 4) * 6 + 2) * (width + 1) + 1 + (column + 4) * 6 + 2]
        expect(grey).toBe(modules.get(row, column) ? 0 : 255)
      }
    }
  })

  it('are as long as wanted and still whole', () => {
    const coded = drawPicture({ qr: 'x', bytes: 40_000 }, 1)
    const noise = drawPicture({ noise: true, bytes: 300_000 }, 1)
    expect([coded.length, noise.length]).toEqual([40_000, 300_000])
    expect([...chunks(coded).keys()]).toEqual(['IHDR', 'IDAT', 'paDd', 'IEND'])
    const { width, height, lines } = pixels(noise)
    expect(lines.length).toBe(height * (1 + width * 3))
    expect(width).toBeGreaterThan(300)
  })

  it('may be broken', () => {
    const broken = drawPicture({ broken: true, bytes: 500 }, 1)
    expect(broken.length).toBe(500)
    expect(broken.subarray(1, 4).toString()).toBe('PNG')
    expect(broken.includes('IHDR')).toBe(false)
  })

  it('are the same for the same seed', () => {
    expect(drawPicture({ noise: true }, 3).equals(drawPicture({ noise: true }, 3))).toBe(true)
    expect(drawPicture({ noise: true }, 3).equals(drawPicture({ noise: true }, 4))).toBe(false)
    expect(drawAvatar(3).equals(drawAvatar(4))).toBe(false)
    expect(pixels(drawDefaultAvatar())).toMatchObject({ width: 40, height: 40 })
  })
})
