import bundled from 'mpegts.js';

/** Its types say that what it exports lies in `default`; it does not. */
export const mpegts = bundled as unknown as typeof bundled.default;
export type Player = ReturnType<typeof mpegts.createPlayer>;
export type PlayerOptions = NonNullable<Parameters<typeof mpegts.createPlayer>[1]>;

mpegts.LoggingControl.enableAll = false;
