import { Worker } from 'node:worker_threads'
import { wordOf } from '../../domain/thread.js'
import type { Task, Told } from './worker.js'

/** What is in a picture's codes, or why that is not known. */
export type Reading = { codes: readonly string[] } | { problem: 'broken' | 'too large' | 'timeout' }

export interface DecoderLimits {
  /** A picture of more pixels is not decoded. */
  pixels: number
  /** Milliseconds that one picture may take. */
  decoding: number
}

/** A thread that cannot begin within this is given up; as a rule it takes a fifth of a second. */
const BEGINNING = 20_000

/** In the sources the thread's script is not there as JavaScript: they are run by tests alone, which build it first. */
const script = new URL(
  import.meta.url.includes('/dist/') ? './worker.js' : '../../../dist/src/chat/codes/worker.js',
  import.meta.url,
)

/**
 * Reads the QR codes of pictures in a thread of its own, one picture after the other. The thread begins with the first
 * picture, does not keep the process alive, and is ended and begun anew when it takes too long, swells or dies.
 */
export class Decoder {
  readonly #limits: DecoderLimits
  readonly #script: URL
  #thread: Promise<Worker> | undefined
  #turn: Promise<unknown> = Promise.resolve()
  #over = new AbortController()

  /** `thread`: another script in the place of the shipped one, for tests. */
  constructor(limits: DecoderLimits, thread = script) {
    this.#limits = limits
    this.#script = thread
  }

  /** The codes of a picture. It is read as soon as those before it are. Never rejects. */
  read(picture: Uint8Array): Promise<Reading> {
    const reading = this.#turn.then(() => this.#read(picture))
    this.#turn = reading
    return reading
  }

  /** Ends the thread; what is read at the moment and what waits are given up as broken. */
  close(): void {
    this.#over.abort()
    this.#drop()
  }

  async #read(picture: Uint8Array): Promise<Reading> {
    if (this.#over.signal.aborted) return { problem: 'broken' }
    try {
      this.#thread ??= this.#start()
      const told = await ask(
        await this.#thread,
        AbortSignal.any([AbortSignal.timeout(this.#limits.decoding), this.#over.signal]),
        picture,
      )
      if ('ready' in told) throw new Error('the thread answers what was not asked')
      const { swollen, ...reading } = told
      if (swollen) this.#drop()
      return reading
    } catch (error) {
      this.#drop()
      return { problem: isTimeout(error) ? 'timeout' : 'broken' }
    }
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
    const workerData: Task = { pixels: this.#limits.pixels }
    // Options of the process (loaders, inspectors) are not the thread's.
    const worker = new Worker(this.#script, {
      name: 'codes',
      workerData,
      execArgv: [],
      resourceLimits: { maxOldGenerationSizeMb: 64 },
    })
    worker.unref()
    // Whoever asks it listens himself; between two pictures nobody does.
    worker.on('error', () => undefined)
    try {
      await wordOf<Told>(worker, AbortSignal.any([AbortSignal.timeout(BEGINNING), this.#over.signal]))
      return worker
    } catch (error) {
      void worker.terminate()
      throw error
    }
  }

  #drop(): void {
    const thread = this.#thread
    this.#thread = undefined
    void thread?.then(worker => worker.terminate()).catch(() => undefined)
  }
}

/** Hands the thread a picture, whose bytes are its own from then on, and waits for its word. */
function ask(worker: Worker, patience: AbortSignal, picture: Uint8Array): Promise<Told> {
  // A copy of its own can be handed over without another; bytes from a network are often part of a larger pool.
  const own = new Uint8Array(picture)
  return wordOf(worker, patience, () => worker.postMessage(own, [own.buffer]))
}

function isTimeout(error: unknown): boolean {
  return error instanceof Error && error.name === 'TimeoutError'
}
