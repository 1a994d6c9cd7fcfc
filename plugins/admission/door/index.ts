import { definePart } from '../../../src/kernel/plugin.js'
import { admissionConfig } from '../config.js'
import { approvingPart } from './approving.js'
import { arrivalsPart } from './arrivals.js'
import { handingOutPart } from './handing-out.js'
import { lettingInPart } from './letting-in.js'
import { doorPeople } from './people.js'
import { privatePart } from './private.js'
import { doorTexts } from './texts.js'
import { waitingListPart } from './waiting-list.js'
import { wordsPart } from './words.js'

/** The door before the rooms: everything up to an invitation, and who came by which way. Arrivals are counted first. */
export const doorParts = [
  definePart(admissionConfig, { texts: doorTexts, people: doorPeople, secret: ['passphrases'] }),
  arrivalsPart,
  privatePart,
  lettingInPart,
  waitingListPart,
  approvingPart,
  wordsPart,
  handingOutPart,
]
