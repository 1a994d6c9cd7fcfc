import { Worker } from 'node:worker_threads'
import { type Board, boardText } from '../../domain/board.js'
import { draw } from './draw.js'
import { withText } from './png-text.js'

/** In the sources the thread's script is not there as JavaScript: they are run by tests alone, which build it first. */
const script = new URL(
  import.meta.url.includes('/dist/') ? './worker.js' : '../../../dist/src/text/picture/worker.js',
  import.meta.url,
)

/**
 * A board as a PNG, painted in a thread of its own: fonts and pixels never hold up the bot.
 * @throws Error when it cannot be painted; a board is always sent with its figures in words beside it
 */
export function paint(board: Board): Promise<Buffer> {
  const worker = new Worker(script, { name: 'painter', workerData: draw(board), execArgv: [] })
  return new Promise((resolve, reject) => {
    worker.once('message', (png: Uint8Array) => resolve(withText(Buffer.from(png), boardText(board))))
    worker.once('error', reject)
    worker.once('exit', () => reject(new Error('the painter ended without a picture')))
  })
}
