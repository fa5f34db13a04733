/** Vietnam has no summer time. */
const vietnamMs = 7 * 3_600_000;

/** The day in Vietnam, `yyyy-mm-dd`. */
export const vietnamDay = (at: Date): string => new Date(at.getTime() + vietnamMs).toISOString().slice(0, 10);

/** An instant as the office writes it: `dd/MM/yyyy HH:mm:ss` in Vietnam; with `digits` of the second behind it. */
export function wallTime(at: Date | string | number, digits: 0 | 3 = 0): string {
  const wall = new Date(new Date(at).getTime() + vietnamMs).toISOString();
  const [year, month, day] = wall.slice(0, 10).split('-');
  return `${day}/${month}/${year} ${wall.slice(11, digits === 0 ? 19 : 23)}`;
}
