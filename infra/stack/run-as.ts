import { existsSync } from 'node:fs';

/** A user to run as; `capabilities` are kept over the change of user, for example `dac_read_search`. */
export interface RunAs {
  uid: number;
  gid: number;
  capabilities?: string[];
}

const setpriv = '/usr/bin/setpriv';

/** Command line that changes the user and has the program told to end when its parent dies (Linux). */
export function runAs(
  command: string,
  args: string[],
  { user, deathSignal = 'SIGTERM' }: { user?: RunAs | undefined; deathSignal?: NodeJS.Signals | undefined },
): [string, string[]] {
  if (!existsSync(setpriv)) {
    if (user) throw new Error(`${setpriv} is missing (Debian package util-linux), needed to change the user`);
    return [command, args];
  }
  const prefix = ['--pdeathsig', deathSignal];
  if (user) {
    prefix.push(`--reuid=${user.uid}`, `--regid=${user.gid}`, '--clear-groups');
    const kept = (user.capabilities ?? []).map((name) => `+${name}`).join(',');
    if (kept) prefix.push(`--inh-caps=${kept}`, `--ambient-caps=${kept}`);
  }
  return [setpriv, [...prefix, '--', command, ...args]];
}
