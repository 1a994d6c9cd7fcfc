import { definePlugin } from '../../src/kernel/plugin.js'
import { charterPart } from './charter.js'
import { columnsPart } from './columns/index.js'
import { commandsPart } from './commands.js'
import { calendarConfig } from './config.js'
import { entriesPart } from './entries.js'
import { texts } from './texts.js'

async function nothing(): Promise<void> {}

/** What comes again: entries of a calendar, birthdays and anniversaries, columns that people write, the charter. */
export default definePlugin({
  name: 'calendar',
  config: calendarConfig,
  texts,
  parts: [entriesPart, commandsPart, columnsPart, charterPart],
  // What is stored is of dates and texts, and of nobody.
  people: { merge: nothing, export: nothing, erase: nothing },
})
