import { type ChildProcess, fork } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { get, type IncomingMessage } from 'node:http';
import { join } from 'node:path';
import { z } from 'zod';
import type { Log } from '../../log.ts';
import { playAddress, publishAddress, type RelayPorts, type RelaySecrets } from './relay-address.ts';

/** What the relay program is sent once, over the channel between parent and child. */
export const relayOrder = z.object({ signing: z.string(), player: z.string(), storePath: z.string() });
export type RelayOrder = z.infer<typeof relayOrder>;
/** What it answers when it listens. */
const relayPorts = z.object({ rtmp: z.number(), http: z.number() });

const program = join(import.meta.dirname, 'main.ts');
const startMs = 10_000;
const tries = 3;
const keptWordsBytes = 2000;

/** A relay that runs. */
export interface Relay {
  ports: RelayPorts;
  pid: number;
  /** Where to publish a stream of this name, and to nobody else. */
  publishAddress: (name: string) => string;
  /** Reads a stream of this name as FLV, also before anybody publishes it. Throws when the relay is gone. */
  play: (name: string, signal: AbortSignal) => Promise<IncomingMessage>;
}

/**
 * The relay of this api: a program of its own, with a secret of its own, that is started when it is first needed and
 * anew when it has died. It sees none of our settings, and ends when we do, however we end.
 */
export function createRelay(inputs: { storePath: string; log: Log }) {
  let running: Promise<Started> | null = null;
  let isClosed = false;

  async function start(): Promise<Started> {
    for (let left = tries; ; left--) {
      try {
        return await startOnce(inputs.storePath);
      } catch (error) {
        // Somebody may have taken a port in the same moment.
        if (left === 1) throw error;
        inputs.log.warn({ err: error }, 'relay did not start, trying again');
      }
    }
  }

  return {
    /** Throws when it cannot be started. */
    ready(): Promise<Relay> {
      if (isClosed) return Promise.reject(new Error('the relay was stopped'));
      if (running) return running;
      const starting = start();
      running = starting;
      const forget = () => {
        if (running === starting) running = null;
      };
      starting.then(({ exited }) => {
        void exited.then((how) => {
          forget();
          if (!isClosed) inputs.log.error({ how }, 'relay ended; it is started again when somebody watches');
        });
      }, forget);
      return starting;
    },
    async close() {
      isClosed = true;
      const started = await running?.catch(() => null);
      await started?.stop();
    },
  };
}

export type RelayKeeper = ReturnType<typeof createRelay>;

interface Started extends Relay {
  exited: Promise<string>;
  stop: () => Promise<void>;
}

async function startOnce(storePath: string): Promise<Started> {
  const secrets: RelaySecrets = { signing: randomBytes(24).toString('hex'), player: randomBytes(24).toString('hex') };
  const child = fork(program, [], {
    execArgv: ['--disable-warning=ExperimentalWarning'],
    env: { PATH: '/usr/bin:/bin' },
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
  });
  let words = '';
  child.stderr?.on('data', (chunk: Buffer) => {
    words = (words + chunk.toString('utf8')).slice(-keptWordsBytes);
  });
  const exited = new Promise<string>((resolve) => {
    child.once('error', (error) => resolve(error.message));
    child.once('exit', (code, signal) => resolve(`${signal ?? code}: ${words.trim()}`));
  });
  child.send({ ...secrets, storePath } satisfies RelayOrder);
  const ports = await portsOf(child, exited);
  return {
    ports,
    pid: child.pid ?? 0,
    exited,
    publishAddress: (name) => publishAddress(ports, secrets, name, Date.now()),
    play: (name, signal) => request(playAddress(ports, secrets, name, Date.now()), signal),
    async stop() {
      // It ends itself when the channel closes.
      if (child.connected) child.disconnect();
      const impatience = setTimeout(() => child.kill('SIGKILL'), 5000);
      await exited;
      clearTimeout(impatience);
    },
  };
}

function portsOf(child: ChildProcess, exited: Promise<string>): Promise<RelayPorts> {
  return new Promise((resolve, reject) => {
    const fail = (why: string) => {
      clearTimeout(timer);
      child.kill('SIGKILL');
      reject(new Error(`the relay did not start (${why})`));
    };
    const timer = setTimeout(() => fail('it says nothing'), startMs);
    void exited.then(fail);
    child.once('message', (message) => {
      clearTimeout(timer);
      resolve(relayPorts.parse(message));
    });
  });
}

function request(address: string, signal: AbortSignal): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    get(address, { agent: false, signal }, resolve).on('error', reject);
  });
}
