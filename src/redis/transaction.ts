import type { ChainableCommander, Redis } from 'ioredis'

/**
 * Several steps that Redis takes as one. A connection that broke while its answers came in leaves us not knowing whether
 * they were taken; then they are sent once more, so every step in `build` must be one that may run twice. Throws what
 * Redis itself refuses, and when the connection was closed by us.
 */
export async function transaction(redis: Redis, build: (step: ChainableCommander) => void): Promise<void> {
  await repeated(async () => {
    const step = redis.multi()
    build(step)
    for (const [error] of (await step.exec()) ?? []) if (error) throw error
  })
}

/** Does `work` again as long as it breaks off because the connection did; it must be such that it may run twice. */
export async function repeated<T>(work: () => Promise<T>): Promise<T> {
  for (;;) {
    try {
      return await work()
    } catch (error) {
      if (!(error instanceof Error) || error.name !== 'AbortError') throw error
    }
  }
}
