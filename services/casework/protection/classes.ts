import { type AccessClass, accessClass } from '../../contracts/case.ts';
import type { SessionForm } from '../../contracts/session.ts';

/** From the least protected to the most. */
const order: readonly AccessClass[] = accessClass.options;

/** The class a session has before any case: a denunciation is protected as soon as somebody says the word. */
export function classOfKind(caseKind: SessionForm['caseKind']): AccessClass {
  return caseKind === 'TC' ? 'denouncer' : 'normal';
}

/** The most protected of them. */
export function highest(classes: readonly AccessClass[]): AccessClass {
  return order[Math.max(0, ...classes.map((one) => order.indexOf(one)))] ?? 'normal';
}

/** Whether `one` protects more than `other`. */
export function isHigher(one: AccessClass, other: AccessClass): boolean {
  return order.indexOf(one) > order.indexOf(other);
}

/** The classes that protect more than `now`. */
export function above(now: AccessClass): AccessClass[] {
  return order.filter((one) => isHigher(one, now));
}

/** The classes that protect less than `now`, but not less than `floor`. */
export function below(now: AccessClass, floor: AccessClass = 'normal'): AccessClass[] {
  return order.filter((one) => isHigher(now, one) && !isHigher(floor, one));
}
