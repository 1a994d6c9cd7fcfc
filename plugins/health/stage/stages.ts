/** The stages of a group's life, as the literature of groups names them; in the order in which they come. */
export const stages = ['萌芽', '成长', '活跃', '衰亡', '沉寂'] as const
export type Stage = (typeof stages)[number]
