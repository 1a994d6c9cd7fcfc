import { definePlugin } from '../../src/kernel/plugin.js'
import { checkpointsPart } from './checkpoints/index.js'
import { checkupPart } from './checkup/index.js'
import { healthConfig } from './config.js'
import { daysPart } from './days/index.js'
import { hibernationPart } from './hibernation/index.js'
import { paretoPart } from './pareto/index.js'
import { stagePart } from './stage/index.js'
import { stageRulesPart } from './stage-rules/index.js'
import { texts } from './texts.js'
import { veteransPart } from './veterans/index.js'
import { weeklyPart } from './weekly/index.js'

/** How a group is doing, in numbers a day: stage, check-up, weekly report, hibernation. */
export default definePlugin({
  name: 'health',
  config: healthConfig,
  texts,
  parts: [
    daysPart,
    weeklyPart,
    veteransPart,
    paretoPart,
    stagePart,
    checkupPart,
    checkpointsPart,
    hibernationPart,
    stageRulesPart,
  ],
})
