import { safeExcerpt } from '../../../src/kernel/plugin.js'
import type { In } from '../standing.js'
import type { Plan } from './records.js'

/** An item is a line, not an essay: what is kept and shown of it, in characters. */
export const ITEM = 60

/** Items as they are shown. They are anybody's text: on one line, without calls, and without a contact. */
export function itemsText(ctx: In, { items }: Plan): string {
  return items.map(item => safeExcerpt(item, ITEM) ?? ctx.text('threeHidden')).join(ctx.text('threeSeparator'))
}
