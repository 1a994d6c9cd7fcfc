import { Worker } from 'node:worker_threads'
import type { Board } from '../../domain/board.js'
import { wordOf } from '../../domain/thread.js'
import type { Told } from './worker.js'

export interface PainterLimits {
  /** Milliseconds that the thread may take to begin; as a rule it is a quarter of a second. */
  beginning: number
  /** Milliseconds that one picture may take; as a rule they are some tens. */
  painting: number
  /** Milliseconds without a picture after which the thread is ended, and its memory with it. */
  idle: number
}

const shippedLimits: PainterLimits = { beginning: 30_000, painting: 30_000, idle: 3 * 60_000 }

/** In the sources the thread's script is not there as JavaScript: they are run by tests alone, which build it first. */
const script = new URL(
  import.meta.url.includes('/dist/') ? './worker.js' : '../../../dist/src/text/picture/worker.js',
  import.meta.url,
)

/**
 * Paints boards in a thread of its own, one after the other: fonts and pixels never hold up the bot. The thread begins with
 * the first picture, keeps its font for the next ones, and ends when none came for some minutes, when it takes too long, or
 * when it dies; the next picture has another. Only while it paints it keeps the process alive.
 */
export class Painter {
  readonly #limits: PainterLimits
  readonly #script: URL
  #thread: Promise<Worker> | undefined
  #turn: Promise<unknown> = Promise.resolve()
  /** Pictures asked for so far. */
  #asked = 0

  /** `thread`: another script in the place of the shipped one, for tests. */
  constructor(limits: Partial<PainterLimits> = {}, thread = script) {
    this.#limits = { ...shippedLimits, ...limits }
    this.#script = thread
  }

  /**
   * A board as a PNG, as soon as those before it are painted.
   * @throws Error when it cannot be painted
   */
  paint(board: Board): Promise<Buffer> {
    const number = ++this.#asked
    const painting = this.#turn.then(async () => {
      try {
        return await this.#paint(board)
      } finally {
        this.#restAfter(number)
      }
    })
    this.#turn = painting.catch(() => undefined)
    return painting
  }

  /** Ends the thread. */
  close(): void {
    const thread = this.#thread
    this.#thread = undefined
    // One that could not begin is gone already, and whoever asked it was told.
    void thread?.then(worker => worker.terminate()).catch(() => undefined)
  }

  async #paint(board: Board): Promise<Buffer> {
    this.#thread ??= this.#start()
    try {
      const told = await ask(await this.#thread, AbortSignal.timeout(this.#limits.painting), board)
      if ('problem' in told) throw new Error(`cannot paint: ${told.problem}`)
      if ('ready' in told) throw new Error('the thread answers what was not asked')
      return Buffer.from(told.png)
    } catch (error) {
      this.close()
      throw error
    }
  }

  /** When no picture is asked for in the meantime, the thread ends. */
  #restAfter(number: number): void {
    AbortSignal.timeout(this.#limits.idle).addEventListener('abort', () => {
      if (this.#asked === number) this.close()
    })
  }

  #start(): Promise<Worker> {
    const thread = this.#begin()
    const forget = (): void => {
      if (this.#thread === thread) this.#thread = undefined
    }
    // One that died between two pictures is not asked any more.
    thread.then(worker => worker.once('exit', forget)).catch(forget)
    return thread
  }

  async #begin(): Promise<Worker> {
    // Options of the process (loaders, inspectors) are not the thread's.
    const worker = new Worker(this.#script, { name: 'painter', execArgv: [] })
    // Whoever asks it listens himself; between two pictures nobody does.
    worker.on('error', () => undefined)
    try {
      await ask(worker, AbortSignal.timeout(this.#limits.beginning))
      return worker
    } catch (error) {
      void worker.terminate()
      throw error
    }
  }
}

/** Waits for the thread's word, on a board or, without one, that it has begun; meanwhile it keeps the process alive. */
async function ask(worker: Worker, patience: AbortSignal, board?: Board): Promise<Told> {
  worker.ref()
  try {
    return await wordOf(worker, patience, () => {
      if (board) worker.postMessage(board)
    })
  } finally {
    worker.unref()
  }
}
