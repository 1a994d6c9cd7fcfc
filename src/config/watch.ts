import { existsSync, type FSWatcher, watch } from 'node:fs'
import { join } from 'node:path'
import { type Loaded, loadConfigFrom, type PluginSchema, readFiles } from './load.js'

/** A config directory that is being watched. */
export interface Watching {
  /** Looks now, without waiting to be told of a change. */
  look(): void
  close(): void
}

/**
 * Calls `changed` whenever the YAML of `dir` says something new: once for what was saved, right or wrong. Without
 * `config` in it the save was bad, and whoever called keeps the config he has. What the directory says when the watching
 * begins is taken as known. `failed`: the directory cannot be read or watched; what is there stays in force.
 */
export function watchConfig(
  dir: string,
  plugins: readonly PluginSchema[],
  changed: (loaded: Loaded) => void,
  failed: (error: Error) => void,
): Watching {
  let known = readFiles(dir)
  const watchers: FSWatcher[] = []

  const look = () => {
    try {
      // Watched anew before reading: a folder may have come, gone, or been put in the place of another.
      follow()
      const now = readFiles(dir)
      if (same(known, now) || beingWritten(known, now)) return
      known = now
    } catch (error) {
      return failed(error instanceof Error ? error : new Error(String(error)))
    }
    changed(loadConfigFrom(known, plugins, { dir }))
  }

  // Folders are watched, not files: editors save by putting a new file in the place of the old.
  const follow = () => {
    stop()
    for (const folder of [dir, join(dir, 'plugins'), join(dir, 'groups'), join(dir, 'workdays')].filter(existsSync)) {
      const watcher = watch(folder, { persistent: false }, look)
      watcher.on('error', failed)
      watchers.push(watcher)
    }
  }
  const stop = () => {
    for (const watcher of watchers.splice(0)) watcher.close()
  }

  follow()
  return { look, close: stop }
}

type Files = Record<string, string>

function same(one: Files, other: Files): boolean {
  const paths = Object.keys(one)
  return paths.length === Object.keys(other).length && paths.every(path => one[path] === other[path])
}

/** A file that held something and is empty now: most editors empty it and then write, and the second event is to come. */
function beingWritten(before: Files, now: Files): boolean {
  return Object.entries(now).some(([path, text]) => text === '' && (before[path] ?? '') !== '')
}
