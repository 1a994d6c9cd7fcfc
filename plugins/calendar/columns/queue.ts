import type { Ctx, Store } from '../../../src/kernel/plugin.js'
import type { Column } from '../config.js'

// What is to be posted next in a column: what was handed in, then the files of its folder, each once.

/** A text that somebody handed in. Who did is not kept. */
interface HandedIn {
  column: string
  text: string
  at: number
}

/** `queue` hash number → HandedIn, until it was posted or taken back. */
const queueOf = (store: Store) => store.hash<HandedIn>('queue')

/** `queue-number` hash with the one row `last`. */
const numberOf = (store: Store) => store.hash<{ no: number; cause: string }>('queue-number')

/** `posted` hash item → by which run of which column; that of a text handed in goes with it, a file's with the file. */
const postedOf = (store: Store) => store.hash<{ run: string; column: string }>('posted')

/** `column-run` hash column → its last run: what that posted may be settled and forgotten when the run comes again. */
const lastRunOf = (store: Store) => store.hash<string>('column-run')

/** One thing to post. Its key is `q:NUMBER` or `f:PATH`. */
export interface Item {
  key: string
  text: string
}

/** Puts a text at the end; once for a cause. Its number. */
export async function handIn(store: Store, cause: string, given: HandedIn): Promise<number> {
  const last = await numberOf(store).update('last', known =>
    known?.cause === cause ? known : { no: (known?.no ?? 0) + 1, cause },
  )
  const no = last?.no ?? 1
  await queueOf(store).setNew(String(no), given)
  return no
}

/** What waits, in the order in which it came; what is on its way is not in it. */
export async function waiting(store: Store): Promise<{ no: number; column: string; text: string }[]> {
  const [queue, posted] = [await queueOf(store).all(), await postedOf(store).all()]
  return [...queue]
    .filter(([no]) => !posted.has(`q:${no}`))
    .map(([no, { column, text }]) => ({ no: Number(no), column, text }))
    .sort((a, b) => a.no - b.no)
}

/** Takes back what waits; its column, or undefined where nothing of that number does. */
export async function takeBack(store: Store, no: number): Promise<string | undefined> {
  const found = (await waiting(store)).find(item => item.no === no)
  if (!found || !(await queueOf(store).delete(String(no)))) return undefined
  return found.column
}

/**
 * What a run of a column posts, and notes that it does. The same run again gets the same, or `gone` where that was
 * posted long ago; undefined where there is nothing.
 */
export async function take(ctx: Ctx, column: Column, run: string): Promise<Item | 'gone' | undefined> {
  const posted = postedOf(ctx.store)
  const known = await posted.all()
  const again = [...known].find(([, by]) => by.run === run && by.column === column.name)?.[0]
  if (again !== undefined) return (await itemOf(ctx, again)) ?? 'gone'
  if ((await lastRunOf(ctx.store).get(column.name)) === run) return 'gone'
  const files = await filesOf(ctx, column)
  for (const gone of [...known.keys()].filter(key => files && isBelow(key, column) && !files.includes(key.slice(2)))) {
    await posted.delete(gone)
  }
  const queued = (await waiting(ctx.store)).filter(item => item.column === column.name).map(({ no }) => `q:${no}`)
  const keys = [...queued, ...(files ?? []).map(path => `f:${path}`)].filter(key => !known.has(key))
  for (const key of keys) {
    const item = await itemOf(ctx, key)
    // An empty file is somebody's who is about to write.
    if (item === undefined || item.text === '') continue
    await posted.set(key, { run, column: column.name })
    await lastRunOf(ctx.store).set(column.name, run)
    return item
  }
  return undefined
}

/** How many files and texts are still to be posted in a column. */
export async function left(ctx: Ctx, column: Column): Promise<{ files: number; texts: number }> {
  const posted = await postedOf(ctx.store).all()
  const files = ((await filesOf(ctx, column)) ?? []).filter(path => !posted.has(`f:${path}`))
  const texts = (await waiting(ctx.store)).filter(item => item.column === column.name)
  return { files: files.length, texts: texts.length }
}

/** What a run posted has left, or has not: then it is the next again. */
export async function settle(store: Store, isOf: (by: { run: string; column: string }) => boolean, left: boolean) {
  const posted = postedOf(store)
  const [key] = [...(await posted.all())].find(([, by]) => isOf(by)) ?? []
  if (key === undefined) return
  if (!left) await posted.delete(key)
  else if (key.startsWith('q:')) {
    await queueOf(store).delete(key.slice(2))
    await posted.delete(key)
  }
}

async function itemOf(ctx: Ctx, key: string): Promise<Item | undefined> {
  const id = key.slice(2)
  const text = key.startsWith('q:') ? (await queueOf(ctx.store).get(id))?.text : await ctx.configFile(id)
  return text === undefined ? undefined : { key, text: text.trim() }
}

/** Paths of a column's texts, in the order of their names; undefined where the folder cannot be read. */
async function filesOf(ctx: Ctx, { dir }: Column): Promise<string[] | undefined> {
  if (dir === '') return []
  const names = await ctx.configFiles(dir)
  return names
    ?.filter(name => /\.(?:txt|md)$/i.test(name))
    .sort(byName)
    .map(name => `${folderOf(dir)}/${name}`)
}

function isBelow(key: string, { dir }: Column): boolean {
  return dir !== '' && key.startsWith('f:') && key.slice(2, key.lastIndexOf('/')) === folderOf(dir)
}

function folderOf(dir: string): string {
  return dir.replace(/\/+$/, '')
}

/** 2.txt before 10.txt. */
const { compare: byName } = new Intl.Collator('en', { numeric: true })
