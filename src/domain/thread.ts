import type { Worker } from 'node:worker_threads'

/**
 * What a thread says next. `ask` sends what it is to answer, once somebody listens; without it its first word is awaited.
 * @throws Error what the thread died of, or that it ended; when `patience` is over first, its reason. Nothing is asked of a
 * thread for which there was no patience left.
 */
export function wordOf<Told>(worker: Worker, patience: AbortSignal, ask = () => {}): Promise<Told> {
  return new Promise((resolve, reject) => {
    const settle = (end: () => void): void => {
      worker.off('message', heard)
      worker.off('error', failed)
      worker.off('exit', died)
      patience.removeEventListener('abort', late)
      end()
    }
    const heard = (told: Told): void => settle(() => resolve(told))
    const failed = (error: Error): void => settle(() => reject(error))
    const died = (): void => settle(() => reject(new Error('the thread ended')))
    const late = (): void => settle(() => reject(patience.reason))
    worker.on('message', heard)
    worker.on('error', failed)
    worker.on('exit', died)
    patience.addEventListener('abort', late)
    if (patience.aborted) late()
    else ask()
  })
}
