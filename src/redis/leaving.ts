const deadly = ['SIGTERM', 'SIGINT', 'SIGHUP'] as const
const farewells = new Set<() => void>()

/**
 * Calls `farewell` (synchronous, quick) when this process leaves: at its exit, and at a deadly signal that nobody else
 * here handles. Where somebody does, it is for them to stop in order, with everything still running, and exit.
 * Returns a function that takes the call back.
 */
export function onLeaving(farewell: () => void): () => void {
  if (farewells.size === 0) listen()
  farewells.add(farewell)
  return () => {
    farewells.delete(farewell)
    if (farewells.size === 0) unlisten()
  }
}

function listen(): void {
  process.on('exit', leave)
  for (const name of deadly) process.on(name, onSignal)
}

function unlisten(): void {
  process.off('exit', leave)
  for (const name of deadly) process.off(name, onSignal)
}

function leave(): void {
  for (const farewell of farewells) farewell()
  farewells.clear()
}

function onSignal(name: NodeJS.Signals): void {
  if (process.listenerCount(name) > 1) return
  leave()
  unlisten()
  process.kill(process.pid, name) // now it kills, as it would have without us
}
