import { definePlugin } from '../../src/kernel/plugin.js'
import { membersConfig } from './config.js'
import { rolesPart } from './roles/index.js'
import { stagesPart } from './stages/index.js'
import { texts } from './texts.js'

/** How members find their way in: the parts they play, the stages they come to. Never shown to others. */
export default definePlugin({
  name: 'members',
  config: membersConfig,
  texts,
  parts: [rolesPart, stagesPart],
})
