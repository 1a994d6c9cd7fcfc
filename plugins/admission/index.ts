import { definePlugin } from '../../src/kernel/plugin.js'
import { aboutPart } from './about.js'
import { admissionConfig } from './config.js'
import { doorParts } from './door/index.js'
import { gatePart } from './gate/index.js'
import { greetingPart } from './greeting.js'
import { inviteRightPart } from './invite-right.js'
import { modePart } from './mode.js'
import { texts } from './texts.js'
import { welcomePart } from './welcome.js'

/** Who gets in: the door before the rooms, the gate inside them, the welcome, and what the group is for. */
export default definePlugin({
  name: 'admission',
  config: admissionConfig,
  texts,
  // The door first: whoever it let in has passed when the gate looks at him.
  parts: [...doorParts, aboutPart, welcomePart, greetingPart, inviteRightPart, modePart, gatePart],
})
