/** What a picture says of itself before any of its pixels is read. */
export interface PictureHead {
  kind: 'png' | 'jpeg' | 'gif'
  width: number
  height: number
  /** What the lines of its pixels come to, in bytes, if it is honest; of a PNG alone. */
  lines?: number
}

/**
 * Reads the head of a picture by what it holds, whatever it is called: PNG, JPEG and GIF, which is what Web WeChat hands
 * out and the decoder reads. Undefined for anything else, and for a head that is broken. Pure, linear, never throws.
 */
export function readHead(bytes: Uint8Array): PictureHead | undefined {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const head = startsWith(bytes, PNG) ? png(view) : startsWith(bytes, JPEG) ? jpeg(view) : gif(bytes, view)
  return head && head.width > 0 && head.height > 0 ? head : undefined
}

/** The deflated stretches of a PNG, in order, as far as they are there. */
export function* pngData(bytes: Uint8Array): Generator<Uint8Array> {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  for (let at = PNG.length; at + CHUNK_FRAME <= bytes.length; ) {
    const length = view.getUint32(at)
    const type = view.getUint32(at + 4)
    if (type === IDAT) yield bytes.subarray(at + 8, Math.min(at + 8 + length, bytes.length))
    if (type === IEND) return
    at += length + CHUNK_FRAME
  }
}

const PNG = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]
const JPEG = [0xff, 0xd8, 0xff]
const GIF = [0x47, 0x49, 0x46, 0x38]

/** Length, type and checksum of a chunk. */
const CHUNK_FRAME = 12
const IHDR = 0x49484452
const IDAT = 0x49444154
const IEND = 0x49454e44

/** Values a pixel, by a PNG's type of colour. */
const channels: Readonly<Record<number, number>> = { 0: 1, 2: 3, 3: 1, 4: 2, 6: 4 }

function png(view: DataView): PictureHead | undefined {
  if (view.byteLength < 29 || view.getUint32(12) !== IHDR) return undefined
  const [width, height] = [view.getUint32(16), view.getUint32(20)]
  const depth = view.getUint8(24)
  const values = channels[view.getUint8(25)]
  if (values === undefined || ![1, 2, 4, 8, 16].includes(depth)) return undefined
  // Each line has a byte that says how it was filtered.
  return { kind: 'png', width, height, lines: height * (1 + Math.ceil((width * depth * values) / 8)) }
}

/** The size stands in the first frame's head (SOF0 to SOF15, of which C4, C8 and CC are something else). */
function jpeg(view: DataView): PictureHead | undefined {
  for (let at = 2; at + 9 <= view.byteLength; ) {
    if (view.getUint8(at) !== 0xff) return undefined
    const marker = view.getUint8(at + 1)
    if (marker === 0xff) {
      at += 1
      continue
    }
    const isFrame = marker >= 0xc0 && marker <= 0xcf && marker !== 0xc4 && marker !== 0xc8 && marker !== 0xcc
    if (isFrame) return { kind: 'jpeg', width: view.getUint16(at + 7), height: view.getUint16(at + 5) }
    // The pixels begin, and no frame was declared.
    if (marker === 0xda || marker === 0xd9) return undefined
    const stands = marker === 0x01 || (marker >= 0xd0 && marker <= 0xd7)
    at += 2 + (stands ? 0 : Math.max(view.getUint16(at + 2), 2))
  }
  return undefined
}

function gif(bytes: Uint8Array, view: DataView): PictureHead | undefined {
  if (!startsWith(bytes, GIF) || bytes.length < 13) return undefined
  return { kind: 'gif', width: view.getUint16(6, true), height: view.getUint16(8, true) }
}

function startsWith(bytes: Uint8Array, start: readonly number[]): boolean {
  return start.every((byte, index) => bytes[index] === byte)
}
