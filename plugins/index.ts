import type { Plugin } from '../src/kernel/plugin.js'
import admission from './admission/index.js'
import calendar from './calendar/index.js'
import capacity from './capacity/index.js'
import care from './care/index.js'
import checkIn from './check-in/index.js'
import health from './health/index.js'
import members from './members/index.js'
import points from './points/index.js'
import rules from './rules/index.js'
import staff from './staff/index.js'
import topics from './topics/index.js'

/** Every plugin that ships, in the order in which events pass through them. A new plugin is one line here. */
export const plugins: readonly Plugin[] = [
  admission,
  rules,
  checkIn,
  topics,
  calendar,
  points,
  care,
  capacity,
  health,
  members,
  staff,
]
