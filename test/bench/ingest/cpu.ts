import { readdir, readFile } from 'node:fs/promises';

/** CPU time that one process and its descendants have had so far, by the name of the program. */
export type CpuTimes = Map<string, number>;

/**
 * Seconds of CPU per program name of a process and all its descendants, from the scheduler's nanosecond count of each
 * thread (Linux: /proc/PID/task/TID/schedstat). What a process that ended meanwhile had used is not counted: compare
 * two readings of processes that live through both.
 */
export async function cpuTimes(pid: number): Promise<CpuTimes> {
  const times: CpuTimes = new Map();
  for (const { pid: one, name } of await family(pid)) times.set(name, (times.get(name) ?? 0) + (await secondsOf(one)));
  return times;
}

export const totalOf = (times: CpuTimes) => [...times.values()].reduce((sum, one) => sum + one, 0);

/** What was used between two readings. */
export function used(before: CpuTimes, after: CpuTimes): CpuTimes {
  return new Map([...after].map(([name, seconds]) => [name, seconds - (before.get(name) ?? 0)]));
}

async function family(root: number): Promise<{ pid: number; name: string }[]> {
  const all = await Promise.all((await readdir('/proc')).filter((name) => /^\d+$/.test(name)).map(readProcess));
  const byParent = Map.groupBy(
    all.filter((one) => one !== null),
    (one) => one.parent,
  );
  const found = all.filter((one) => one?.pid === root) as { pid: number; name: string }[];
  for (const { pid } of found) found.push(...(byParent.get(pid) ?? []));
  return found;
}

async function readProcess(name: string) {
  const stat = await readFile(`/proc/${name}/stat`, 'utf8').catch(() => null);
  const parts = /^(\d+) \((.*)\) \S (\d+)/.exec(stat ?? '');
  return parts && { pid: Number(parts[1]), name: parts[2] ?? '', parent: Number(parts[3]) };
}

async function secondsOf(pid: number): Promise<number> {
  const tasks = await readdir(`/proc/${pid}/task`).catch(() => []);
  const texts = tasks.map((task) => readFile(`/proc/${pid}/task/${task}/schedstat`, 'utf8').catch(() => '0'));
  return (await Promise.all(texts)).reduce((sum, text) => sum + Number(text.split(' ')[0]) / 1e9, 0);
}
