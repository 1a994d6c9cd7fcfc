import { definePlugin, type Plugin, z } from '../../src/kernel/plugin.js'

/** A plugin of a test's own making, with nothing in it but what is given. */
export function toy(given: Partial<Parameters<typeof definePlugin>[0]> & { name?: string } = {}): Plugin {
  return definePlugin({
    name: 'toy',
    config: z.strictObject({}),
    texts: { 'zh-CN': { title: '玩具' }, en: { title: 'toy' } },
    ...given,
  })
}

/** Collects what would be logged. */
export function listening(): { lines: { level: string; about: Record<string, unknown>; text: string }[]; log: Log } {
  const lines: { level: string; about: Record<string, unknown>; text: string }[] = []
  const at = (level: string) => (about: object, text: string) => void lines.push({ level, about: about as Record<string, unknown>, text })
  return { lines, log: { info: at('info'), warn: at('warn'), error: at('error') } }
}
