/** Roles a person has in a community, weakest first. `operator` has the terminal and is no member. */
export const roleOrder = ['outsider', 'newcomer', 'member', 'trusted', 'kol', 'admin', 'owner', 'operator'] as const
export type Role = (typeof roleOrder)[number]

/** The roles that can be granted; the others follow from what is true of the person. */
export const grantable = ['trusted', 'kol', 'admin', 'owner'] as const
export type Grant = (typeof grantable)[number]

/** True when `role` has at least the rights of `needed`. */
export function atLeast(role: Role, needed: Role): boolean {
  return roleOrder.indexOf(role) >= roleOrder.indexOf(needed)
}
