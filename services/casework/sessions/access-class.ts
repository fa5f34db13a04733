import type { AccessClass } from '../../contracts/case.ts';
import type { SessionForm } from '../../contracts/session.ts';

const order: AccessClass[] = ['normal', 'restricted', 'denouncer'];

/** The class a session has before any case: a denunciation is protected as soon as somebody says the word. */
export function classOfKind(caseKind: SessionForm['caseKind']): AccessClass {
  return caseKind === 'TC' ? 'denouncer' : 'normal';
}

/** The most protected of them. */
export function highest(classes: readonly AccessClass[]): AccessClass {
  return order[Math.max(0, ...classes.map((one) => order.indexOf(one)))] ?? 'normal';
}
