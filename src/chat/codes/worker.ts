import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { parentPort, workerData } from 'node:worker_threads'
import { createInflate } from 'node:zlib'
import { prepareZXingModule, readBarcodes } from 'zxing-wasm/reader'
import { pngData, readHead } from './picture-head.js'

/** What the thread is told when it is started. */
export interface Task {
  /** A picture of more pixels is not decoded. */
  pixels: number
}

/** What it says: once that it can begin, then one answer a picture. */
export type Told =
  | { ready: true }
  | { codes: readonly string[]; swollen: boolean }
  | { problem: 'broken' | 'too large'; swollen: boolean }

/** More codes than this on one picture are not looked for. */
const MOST_CODES = 10
/** A code holds 7,089 digits at most; what a guard wants of one stands in its first line. */
const MOST_TEXT = 1_000
/** Lines of pixels beyond this would fill the memory, whatever the picture is made of. */
const MOST_LINES = 128 * 1024 * 1024
/** WebAssembly gives no memory back: past this the thread is better begun anew. It starts with 22 MB. */
const SWOLLEN = 64 * 1024 * 1024

/*
 * The thread in which pictures are decoded: it may be slow, swell or die without harm to the bot. It takes a Uint8Array a
 * message and answers with Told. Nothing is loaded over the network: the decoder lies in node_modules.
 */
const port = parentPort
if (!port) throw new Error('this file is run as a worker')
const { pixels } = workerData as Task
const wasm = fileURLToPath(import.meta.resolve('zxing-wasm/reader/zxing_reader.wasm'))
const decoder = await prepareZXingModule({ overrides: { wasmBinary: binary(wasm) }, fireImmediately: true })
// Its types leave out what Emscripten gives every module.
const memory = decoder as unknown as { readonly HEAPU8: Uint8Array }

port.on('message', (picture: Uint8Array) => {
  void read(picture).then(read => port.postMessage({ ...read, swollen: memory.HEAPU8.length > SWOLLEN }))
})
port.postMessage({ ready: true } satisfies Told)

async function read(picture: Uint8Array): Promise<{ codes: string[] } | { problem: 'broken' | 'too large' }> {
  const head = readHead(picture)
  if (!head) return { problem: 'broken' }
  if (head.width * head.height > pixels || (head.lines ?? 0) > MOST_LINES) return { problem: 'too large' }
  // Twice: interlaced pictures have more lines.
  if (head.lines !== undefined && !(await staysBelow(picture, 2 * head.lines + 65_536))) return { problem: 'too large' }
  // All four directions, inverted and small ones are tried (docs/architecture.md, "Pictures").
  const found = await readBarcodes(picture, {
    formats: ['QRCode'],
    tryHarder: true,
    maxNumberOfSymbols: MOST_CODES,
    textMode: 'Plain',
  })
  // A picture that cannot be decoded is told as a code with an error; codes that have one are left out by themselves.
  if (found.some(({ error }) => error !== '')) return { problem: 'broken' }
  const texts = found.flatMap(({ text }) => (text === '' ? [] : [text.slice(0, MOST_TEXT)]))
  return { codes: [...new Set(texts)] }
}

/** Whether a PNG inflates to no more than `most` bytes. The decoder itself would go on as long as there is memory. */
function staysBelow(picture: Uint8Array, most: number): Promise<boolean> {
  return new Promise(resolve => {
    let size = 0
    const inflate = createInflate()
    inflate.on('data', (part: Buffer) => {
      size += part.length
      if (size > most) inflate.destroy()
    })
    // Broken data ends where it breaks; what that makes of the picture, the decoder says.
    inflate.on('error', () => undefined)
    inflate.on('close', () => resolve(size <= most))
    for (const part of pngData(picture)) inflate.write(part)
    inflate.end()
  })
}

function binary(path: string): ArrayBuffer {
  const { buffer, byteOffset, byteLength } = readFileSync(path)
  return buffer.slice(byteOffset, byteOffset + byteLength) as ArrayBuffer
}
