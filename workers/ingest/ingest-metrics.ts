import { Counter, Gauge, Histogram, type Registry } from 'prom-client';
import type { GapCause } from '../../services/contracts/recording/gap.ts';
import type { WorkerFacts } from '../../services/recording/workers.ts';

export type IngestMetrics = ReturnType<typeof createIngestMetrics>;

/** What an ingest worker counts. */
export function createIngestMetrics(register: Registry) {
  const registers = [register];
  const stored = new Counter({
    name: 'minhchung_stored_bytes_total',
    help: 'Footage brought to the bucket, its row written',
    registers,
  });
  const delay = new Histogram({
    name: 'minhchung_segment_stored_seconds',
    help: 'From the end of a segment to its row',
    buckets: [0.1, 0.25, 0.5, 1, 2, 5, 15, 60, 600, 3600, 14_400],
    registers,
  });
  const failures = new Counter({
    name: 'minhchung_upload_failures_total',
    help: 'Attempts to store a segment that failed; it stays in the spool and is tried again',
    registers,
  });
  const runs = new Counter({
    name: 'minhchung_runs_ended_total',
    help: 'Connections to cameras that ended, by gap cause',
    labelNames: ['cause'] as const,
    registers,
  });
  const quarantined = new Counter({
    name: 'minhchung_quarantined_files_total',
    help: 'Spooled files that could not become footage and wait for a person',
    registers,
  });
  return {
    stored(bytes: number, endedAtMs: number) {
      stored.inc(bytes);
      delay.observe(Math.max(0, Date.now() - endedAtMs) / 1000);
    },
    uploadFailed: () => failures.inc(),
    runEnded: (cause: GapCause) => runs.inc({ cause }),
    quarantined: (files: number) => quarantined.inc(files),
    /** Reads these whenever somebody asks. */
    watch: (read: Watched) => addGauges(register, read),
  };
}

interface Watched {
  facts: () => WorkerFacts;
  cameras: () => { held: number; recording: number };
  /** Segments in the spool. */
  waiting: () => number;
  /** Bytes that the spool's disk has not taken yet. */
  backlog: () => number;
}

function addGauges(register: Registry, { facts, cameras, waiting, backlog }: Watched) {
  const add = (name: string, help: string, value: () => number) =>
    new Gauge({
      ...{ name: `minhchung_${name}`, help, registers: [register] },
      collect() {
        this.set(value());
      },
    });
  add('spool_bytes', 'Footage in the spool that is not stored yet', () => facts().spoolBytes);
  add('spool_limit_bytes', 'Cameras stop at this', () => facts().spoolLimitBytes);
  add('spool_segments', 'Segments that wait to be stored', waiting);
  add('spool_backlog_bytes', 'Footage in memory that the disk has not taken yet; rises when it is too slow', backlog);
  add('cameras_held', 'Cameras this worker holds', () => cameras().held);
  add('cameras_recording', 'Cameras this worker records now', () => cameras().recording);
  add('clock_synced', '1 when the machine follows a time server', () => Number(facts().clockSynced ?? false));
}
