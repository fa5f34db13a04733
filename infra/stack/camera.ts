import { join } from 'node:path';
import { type Child, startChild } from './child.ts';
import { freePort } from './free-port.ts';

export interface SimulatedCamera {
  /** Path of its address, for example `tiep-dan-1`. */
  name: string;
  /** Number in the strip, 0 to 255. */
  number: number;
  width?: number;
  height?: number;
  fps?: number;
  gopSeconds?: number;
  bframes?: number;
  /** What it sends; `h264` when not given. A recorder must refuse the last two. */
  video?: 'h264' | 'h265' | 'mjpeg' | 'none';
  /** `pcma` when not given. */
  audio?: 'pcma' | 'pcmu' | 'aac' | 'g726' | 'none';
  /** A stored H.264 byte stream with access unit delimiters, sent as it is: nothing is encoded (see camera/load-file.ts). */
  file?: string;
}

export type CameraAction =
  /** The connection stays up and nothing more comes. */
  | 'stall'
  | 'resume'
  /** All readers are thrown out; they may come back at once. */
  | 'drop'
  /** Readers are thrown out and the address answers 404. */
  | 'stop'
  | 'start'
  /** The picture gets another size while the stream goes on. */
  | 'resize';

export interface SimulatedCameras {
  /** rtsp:// address by camera name, without user and password. */
  addresses: Record<string, string>;
  port: number;
  pid: number;
  exited: Child['exited'];
  logPath: string;
  control: (camera: string, action: CameraAction) => Promise<void>;
  /** How many readers each camera has. */
  readers: () => Promise<Record<string, number>>;
  kill: Child['kill'];
  close: () => Promise<void>;
}

export interface SimulatedCamerasOptions {
  cameras: SimulatedCamera[];
  /** 0 = any free one. */
  port?: number;
  /** Digest login that readers need. */
  login?: { user: string; password: string };
  logPath: string;
}

/** Starts one program that serves all these cameras over RTSP on 127.0.0.1. */
export async function startSimulatedCameras(options: SimulatedCamerasOptions): Promise<SimulatedCameras> {
  const port = await freePort(options.port);
  const controlPort = await freePort();
  const defaults = { width: 640, height: 360, fps: 25, gopSeconds: 1, bframes: 0, video: 'h264', audio: 'pcma' };
  const cameras = options.cameras.map((camera) => ({ ...defaults, ...camera }));
  const controlAddress = `http://127.0.0.1:${controlPort}`;
  const readers = async () => (await fetch(controlAddress)).json() as Promise<Record<string, number>>;
  const child = await startChild({
    name: 'Simulated cameras',
    command: '/usr/bin/python3',
    args: ['-B', join(import.meta.dirname, 'camera/simulated_camera.py')],
    env: { ...process.env, SIMULATED_CAMERAS: JSON.stringify({ port, controlPort, cameras, ...options.login }) },
    logPath: options.logPath,
    isReady: async () => Object.keys(await readers()).length > 0,
  });
  const control = async (camera: string, action: CameraAction) => {
    const answer = await fetch(`${controlAddress}/${camera}/${action}`, { method: 'POST' });
    if (!answer.ok) throw new Error(`simulated camera ${camera} did not ${action}: ${answer.status}`);
  };
  const addresses = Object.fromEntries(cameras.map(({ name }) => [name, `rtsp://127.0.0.1:${port}/${name}`]));
  return { addresses, port, control, readers, ...child };
}
