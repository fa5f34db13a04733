/** What an object key says; the only place that knows how keys look. No name of a person or case is in it. */
export interface ObjectKey {
  roomCode: string;
  cameraCode: string;
  /** Start of the segment, to the millisecond. */
  startedAt: Date;
  runId: string;
  seq: number;
  track: 'video' | 'audio';
  container: 'mp4' | 'mov';
}

const shape =
  /^([a-z0-9-]+)\/([a-z0-9-]+)\/(\d{4})\/(\d{2})\/(\d{2})\/(\d{2})(\d{2})(\d{2})(\d{3})-([0-9a-f-]{36})-(\d+)\.(video|audio)\.(mp4|mov)$/;

/** `<room>/<camera>/<yyyy>/<mm>/<dd>/<HHMMSSmmm UTC>-<run>-<seq>.<track>.<container>`. */
export function encodeObjectKey(key: ObjectKey): string {
  const [day = '', time = ''] = key.startedAt.toISOString().replace('Z', '').split('T');
  const clock = time.replace(/[:.]/g, '');
  return `${key.roomCode}/${key.cameraCode}/${day.replaceAll('-', '/')}/${clock}-${key.runId}-${key.seq}.${key.track}.${key.container}`;
}

/** Reads a key back; null when it is not one of ours: what `encodeObjectKey` would write otherwise is none. */
export function decodeObjectKey(text: string): ObjectKey | null {
  const match = shape.exec(text);
  if (!match) return null;
  const [
    ,
    roomCode = '',
    cameraCode = '',
    year,
    month,
    day,
    hour,
    minute,
    second,
    ms,
    runId = '',
    seq,
    track,
    container,
  ] = match;
  const startedAt = new Date(`${year}-${month}-${day}T${hour}:${minute}:${second}.${ms}Z`);
  if (Number.isNaN(startedAt.getTime())) return null;
  const key: ObjectKey = {
    roomCode,
    cameraCode,
    startedAt,
    runId,
    seq: Number(seq),
    track: track === 'audio' ? 'audio' : 'video',
    container: container === 'mov' ? 'mov' : 'mp4',
  };
  // JavaScript reads 30 February as 2 March and 007 as 7.
  return encodeObjectKey(key) === text ? key : null;
}
