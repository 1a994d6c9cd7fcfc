import { definePlugin } from '../../src/kernel/plugin.js'
import { adsPart } from './ads/guard.js'
import { barredPart } from './barred.js'
import { byHandPart } from './by-hand.js'
import { rulesConfig } from './config.js'
import { texts } from './texts.js'

/** What may be said, and who may stay. Each concern is a part of its own; guards run in this order. */
export default definePlugin({
  name: 'rules',
  config: rulesConfig,
  texts,
  brake: ({ brake, ads }) => ({ ...brake, newcomer: ads.newcomer }),
  parts: [adsPart, barredPart, byHandPart],
})
