import { createRequire } from 'node:module'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { Wechaty } from 'wechaty'

/** An ordinary Wechaty plugin: the package's default export, or its one function, called with the options. */
export async function ordinaryPlugin(name: string, options: Record<string, unknown>): Promise<(bot: Wechaty) => void> {
  const loaded = (await import(resolved(name))) as Record<string, unknown>
  const make = loaded['default'] ?? Object.values(loaded).find(each => typeof each === 'function')
  if (typeof make !== 'function')
    throw new Error(`wechatyPlugins: ${name} 没有导出插件函数 (exports no plugin function)`)
  return make(options) as (bot: Wechaty) => void
}

/** A package beside the operator's config is found too, not only one beside ours. */
function resolved(name: string): string {
  try {
    return pathToFileURL(createRequire(join(process.cwd(), 'package.json')).resolve(name)).href
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'MODULE_NOT_FOUND') return name
    throw error
  }
}
