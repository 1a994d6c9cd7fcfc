import { definePlugin } from '../../src/kernel/plugin.js'
import { adCommandsPart } from './ads/by-command.js'
import { adsPart } from './ads/guard.js'
import { barredPart } from './barred.js'
import { byHandPart } from './by-hand.js'
import { rulesConfig } from './config.js'
import { criticsPart } from './critics/index.js'
import { floodPart } from './flood/index.js'
import { learningPart } from './learning/index.js'
import { nameCardPart } from './name-card/index.js'
import { poachPart } from './poach/index.js'
import { reportsPart } from './reports/index.js'
import { staffPart } from './staff/index.js'
import { statisticsPart } from './statistics/index.js'
import { texts } from './texts.js'
import { topicPart } from './topic-guard/index.js'

/** What may be said, and who may stay. Each concern is a part of its own; guards run in this order. */
export default definePlugin({
  name: 'rules',
  config: rulesConfig,
  texts,
  brake: ({ brake, ads }) => ({ ...brake, newcomer: ads.newcomer }),
  parts: [
    adsPart,
    adCommandsPart,
    learningPart,
    poachPart,
    floodPart,
    barredPart,
    nameCardPart,
    byHandPart,
    staffPart,
    reportsPart,
    criticsPart,
    topicPart,
    statisticsPart,
  ],
})
