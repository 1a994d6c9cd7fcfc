import type { Millis } from '../domain/events.js'

/**
 * Does `work` every `span` of the machine's own time, until the returned function is called. For what watches over the
 * process itself; what happens to people takes timers, which a virtual clock sees. It keeps no process alive.
 */
export function every(span: Millis, work: () => void): () => void {
  const ticking = setInterval(work, span)
  ticking.unref()
  return () => clearInterval(ticking)
}
