/**
 * Waits in real time: WeChat's patience is no part of a virtual clock. Rejects with the signal's reason when it is
 * aborted meanwhile. It does not keep the process alive.
 */
export function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    if (signal.aborted) {
      reject(signal.reason)
      return
    }
    const over = AbortSignal.timeout(Math.ceil(Math.max(ms, 0)))
    const left = (): void => reject(signal.reason)
    signal.addEventListener('abort', left, { once: true })
    over.addEventListener(
      'abort',
      () => {
        signal.removeEventListener('abort', left)
        resolve()
      },
      { once: true },
    )
  })
}
