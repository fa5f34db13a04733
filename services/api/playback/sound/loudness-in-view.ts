import type { OpenView } from '../../../access/views/require-view.ts';
import type { Db } from '../../../adapters/postgres/connect.ts';
import { noSound } from '../../../adapters/video/sound/loudness.ts';
import { type MeasuredLoudness, measuredLoudness } from '../../../casework/clips/loudness.ts';
import type { CameraLoudness } from '../../../contracts/view.ts';
import { allowedBy } from '../footage-in-view.ts';
import { allowedSpans, type Span } from '../stretches.ts';

/** What is known of the loudness of the view's cameras. Of a step that is not wholly the view's nothing is told. */
export async function loudnessInView(db: Db, view: OpenView): Promise<CameraLoudness[]> {
  const measured = await measuredLoudness(db, view.roomId, view.from, view.to);
  const spans = allowedSpans(allowedBy(view));
  const cameras = Map.groupBy(measured, ({ cameraId }) => cameraId);
  return [...cameras].map(([cameraId, ofCamera]) => cameraLoudness(cameraId, ofCamera, spans));
}

function cameraLoudness(cameraId: string, measured: readonly MeasuredLoudness[], spans: readonly Span[]) {
  const stepMs = measured[0]?.stepMs ?? 1000;
  const fromMs = Math.ceil((spans[0]?.fromMs ?? 0) / stepMs) * stepMs;
  const toMs = spans.at(-1)?.toMs ?? fromMs;
  const levels = Buffer.alloc(Math.max(0, Math.floor((toMs - fromMs) / stepMs)), noSound);
  const made: Span[] = [];
  for (const part of measured) {
    if (part.stepMs !== stepMs) continue;
    const partFromMs = part.from.getTime();
    for (const span of spans) {
      const within = {
        fromMs: Math.max(span.fromMs, partFromMs),
        toMs: Math.min(span.toMs, part.to.getTime()),
      };
      if (within.fromMs >= within.toMs) continue;
      made.push(within);
      const first = Math.ceil(within.fromMs / stepMs);
      const end = Math.floor(within.toMs / stepMs);
      part.levels.copy(levels, first - fromMs / stepMs, first - partFromMs / stepMs, end - partFromMs / stepMs);
    }
  }
  return {
    ...{ cameraId, stepMs, from: new Date(fromMs).toISOString(), levels: levels.toString('base64') },
    made: made.map((span) => ({ from: new Date(span.fromMs).toISOString(), to: new Date(span.toMs).toISOString() })),
  };
}
