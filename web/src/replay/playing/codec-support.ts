/** Whether this browser can play a video codec from a playlist (`avc1.64001f`, `hvc1.1.6.L93.B0`). Unknown counts as yes. */
export async function canPlay(codec: string | null): Promise<boolean> {
  if (!codec || typeof MediaSource === 'undefined') return true;
  const contentType = `video/mp4; codecs="${codec}"`;
  if (!MediaSource.isTypeSupported(contentType)) return false;
  if (!('mediaCapabilities' in navigator)) return true;
  const answer = await navigator.mediaCapabilities.decodingInfo({
    type: 'media-source',
    video: { contentType, width: 1920, height: 1080, bitrate: 4_000_000, framerate: 25 },
  });
  return answer.supported;
}
