const names: Record<string, string> = {
  h264: 'H.264',
  hevc: 'H.265',
  mjpeg: 'MJPEG',
  pcm_alaw: 'G.711 A-law',
  pcm_mulaw: 'G.711 µ-law',
  adpcm_g726: 'G.726',
  adpcm_g726le: 'G.726',
  aac: 'AAC',
  opus: 'Opus',
  flac: 'FLAC',
};

/** A codec as camera makers write it; ffprobe's name where that is not known. */
export const codecName = (codec: string) => names[codec] ?? codec;
