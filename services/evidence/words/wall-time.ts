/** Vietnam has no summer time. */
const vietnamMs = 7 * 3_600_000;

/** An instant as the office writes it: `dd/MM/yyyy HH:mm:ss` in Vietnam. */
export function wallTime(at: Date): string {
  const wall = new Date(at.getTime() + vietnamMs).toISOString();
  const [year, month, day] = wall.slice(0, 10).split('-');
  return `${day}/${month}/${year} ${wall.slice(11, 19)}`;
}
