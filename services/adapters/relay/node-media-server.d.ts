declare module 'node-media-server' {
  interface Session {
    isPublisher: boolean;
    streamQuery: Record<string, unknown>;
    close: () => void;
  }
  /** The parts we use of node-media-server 4.4. */
  export default class NodeMediaServer {
    constructor(config: {
      bind: string;
      rtmp: { port: number };
      http: { port: number };
      auth: { play: boolean; publish: boolean; secret: string };
      store: { path: string };
      webadmin: { enable: boolean };
    });
    on(event: 'prePlay', listener: (session: Session) => void): void;
    run(): Promise<void>;
    stop(): Promise<void>;
  }
}
