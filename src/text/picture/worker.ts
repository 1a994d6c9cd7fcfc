import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { parentPort } from 'node:worker_threads'
import { initWasm, Resvg } from '@resvg/resvg-wasm'
import type { Board } from '../../domain/board.js'
import { draw } from './draw.js'
import { outlinePen } from './outlines.js'

/** What the thread says: that it can begin, then a PNG for each board, or why there is none. */
export type Told = { ready: true } | { png: Uint8Array } | { problem: string }

/*
 * The thread in which boards are painted, one a message. It keeps the letters it has met; everything is read from
 * node_modules, nothing over a network.
 */
const port = parentPort
if (!port) throw new Error('this file is run as a worker')
await initWasm(readFileSync(fileURLToPath(import.meta.resolve('@resvg/resvg-wasm/index_bg.wasm'))))
const pen = outlinePen()

port.on('message', (board: Board) => {
  const told = paint(board)
  port.postMessage(told, 'png' in told ? [told.png.buffer as ArrayBuffer] : [])
})
port.postMessage({ ready: true } satisfies Told)

function paint(board: Board): { png: Uint8Array } | { problem: string } {
  try {
    const picture = new Resvg(draw(board, pen))
    const painted = picture.render()
    const png = painted.asPng()
    painted.free()
    picture.free()
    return { png }
  } catch (error) {
    return { problem: error instanceof Error ? error.message : String(error) }
  }
}
