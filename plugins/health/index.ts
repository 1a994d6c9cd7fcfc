import { definePlugin } from '../../src/kernel/plugin.js'
import { healthConfig } from './config.js'
import { texts } from './texts.js'

/** How a group is doing, in numbers a day: stage, check-up, weekly report, hibernation. */
export default definePlugin({
  name: 'health',
  config: healthConfig,
  texts,
})
