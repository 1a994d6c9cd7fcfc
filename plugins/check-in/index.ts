import { definePlugin } from '../../src/kernel/plugin.js'
import { boardPart } from './board/index.js'
import { checkInConfig } from './config.js'
import { digestPart } from './digest.js'
import { figures } from './figures.js'
import { leavePart } from './leave/index.js'
import { makeupPart } from './makeup/index.js'
import { outagePart } from './outage/index.js'
import { signInPart } from './sign-in.js'
import { erasePerson, exportPerson, mergePeople } from './store.js'
import { texts } from './texts.js'
import { threePart } from './three/index.js'
import { yearsPart } from './years.js'

/** The daily check-in: windows, streaks, makeups and leave, a digest at each window's end, the board, three things. */
export default definePlugin({
  name: 'check-in',
  config: checkInConfig,
  texts,
  parts: [signInPart, digestPart, makeupPart, leavePart, outagePart, yearsPart, boardPart, threePart],
  figures,
  people: { merge: mergePeople, export: exportPerson, erase: erasePerson },
})
