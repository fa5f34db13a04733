import { homedir } from 'node:os';
import { join } from 'node:path';
import { startChild } from '../../infra/stack/child.ts';
import { freePort } from '../../infra/stack/free-port.ts';

/** What Toxiproxy can do to a connection (https://github.com/Shopify/toxiproxy#toxics). Times in ms, rate in KB/s. */
export type Toxic =
  | { type: 'latency'; attributes: { latency: number; jitter?: number } }
  | { type: 'bandwidth'; attributes: { rate: number } }
  /** Nothing comes through any more; the connection stays open for ever with 0. */
  | { type: 'timeout'; attributes: { timeout: number } }
  /** RST after this time. */
  | { type: 'reset_peer'; attributes: { timeout: number } };

/** A real proxy that breaks connections on purpose (infra/setup.sh builds it). */
export async function startToxiproxy(logPath: string) {
  const bin = join(process.env.MINHCHUNG_CACHE ?? join(homedir(), '.cache/minhchung'), 'bin/toxiproxy/server');
  const port = await freePort();
  const base = `http://127.0.0.1:${port}`;
  const child = await startChild({
    name: 'Toxiproxy',
    command: bin,
    args: ['-host', '127.0.0.1', '-port', String(port)],
    logPath,
    isReady: async () => (await fetch(`${base}/version`)).ok,
  });

  async function ask(method: 'POST' | 'DELETE', path: string, body?: object) {
    const init = { method, ...(body === undefined ? {} : { body: JSON.stringify(body) }) };
    const answer = await fetch(`${base}${path}`, init);
    if (!answer.ok) throw new Error(`Toxiproxy: ${answer.status} ${await answer.text()}`);
  }

  return {
    /** Listens on a port of its own and passes on to `upstream`, a port of this machine. */
    async proxy(name: string, upstream: number) {
      const listen = await freePort();
      const address = { listen: `127.0.0.1:${listen}`, upstream: `127.0.0.1:${upstream}` };
      await ask('POST', '/proxies', { name, ...address, enabled: true });
      return {
        port: listen,
        /** Spoils what comes from upstream, of open connections too. */
        add: (toxic: Toxic) =>
          ask('POST', `/proxies/${name}/toxics`, { ...toxic, name: toxic.type, stream: 'downstream' }),
        remove: (type: Toxic['type']) => ask('DELETE', `/proxies/${name}/toxics/${type}`),
        /** Closes all connections and takes no new ones. */
        cut: () => ask('POST', `/proxies/${name}`, { enabled: false }),
        mend: () => ask('POST', `/proxies/${name}`, { enabled: true }),
      };
    },
    close: child.close,
  };
}
