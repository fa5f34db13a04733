import { useEffect, useRef } from 'react';
import { type View, viewRoutes } from '../../../../services/contracts/view.ts';
import { call } from '../../api/call.ts';
import type { Replay } from './replay.ts';

const everyMs = 5_000;

/** Tells the server which stretches were really shown: every 5 s of playing, on pause, and when the page closes. */
export function useProgress(view: View, replay: Replay, playing: boolean): void {
  const wasPlaying = useRef(false);
  useEffect(() => {
    const timer = setInterval(() => void tell(view, replay, false), everyMs);
    const last = () => void tell(view, replay, true);
    window.addEventListener('pagehide', last);
    return () => {
      clearInterval(timer);
      window.removeEventListener('pagehide', last);
      last();
    };
  }, [view, replay]);
  useEffect(() => {
    if (wasPlaying.current && !playing) void tell(view, replay, false);
    wasPlaying.current = playing;
  }, [playing, view, replay]);
}

async function tell(view: View, replay: Replay, keepalive: boolean): Promise<void> {
  const stretches = replay.watched.take();
  if (stretches.length === 0) return;
  const watched = stretches.map(({ from, to }) => ({
    from: new Date(Math.floor(from)).toISOString(),
    to: new Date(Math.ceil(to)).toISOString(),
  }));
  try {
    await call(viewRoutes.progress, { params: { viewId: view.id }, body: { watched }, keepalive });
  } catch {
    // Kept for the next time; once the view has run out the server counts no more, and the reason is asked again.
    for (const { from, to } of stretches) replay.watched.add(from, to);
  }
}
