import { definePlugin } from '../../src/kernel/plugin.js'
import { backlogPart } from './backlog/index.js'
import { topicsConfig } from './config.js'
import { eveningPart } from './evening/index.js'
import { figures } from './figures.js'
import { guestsPart } from './guests/index.js'
import { hostsPart } from './hosts/index.js'
import { minutesPart } from './minutes/index.js'
import { texts } from './texts.js'

/** Topic evenings, from a proposal to the minutes. Each concern is a part of its own; what they share is in topic.ts. */
export default definePlugin({
  name: 'topics',
  config: topicsConfig,
  texts,
  figures,
  parts: [eveningPart, minutesPart, backlogPart, hostsPart, guestsPart],
})
