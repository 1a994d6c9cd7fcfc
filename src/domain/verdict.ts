/** One thing a detector looked at; hits and misses are both listed, so that every verdict can be explained. */
export interface Check {
  name: string
  hit: boolean
  /** What it adds to the verdict's score when it hits; never clipped, so that two verdicts can be compared. */
  score: number
  /** The stretch of the original text that it saw, when it hit. */
  evidence?: string
}

/** What a detector thinks of a message. */
export interface Verdict {
  verdict: 'ad' | 'suspect' | 'clean'
  score: number
  checks: readonly Check[]
}
