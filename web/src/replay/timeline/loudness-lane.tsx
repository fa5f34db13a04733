import { useElementSize } from '@mantine/hooks';
import { useEffect, useMemo, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import type { CameraLoudness } from '../../../../services/contracts/view.ts';
import { bytesOf, thresholdOf } from '../playing/skipping.ts';
import { between, type Stretch, stretchOf } from '../playing/watched.ts';
import { placeOf } from './scale.ts';
import look from './timeline.module.css';

interface Props {
  /** Of the camera one hears. */
  loudness: CameraLoudness | undefined;
  part: Stretch;
  limits: Stretch;
}

const loudest = 254;
const noSound = 255;

/** How loud it was: a bar for each pixel, strong where somebody may be speaking. Says so where it was not measured. */
export function LoudnessLane({ loudness, part, limits }: Props) {
  const { t } = useTranslation();
  const { ref, width, height } = useElementSize();
  const canvas = useRef<HTMLCanvasElement>(null);
  const levels = useMemo(() => (loudness ? bytesOf(loudness.levels) : null), [loudness]);
  useEffect(() => {
    if (canvas.current && levels && loudness) draw(canvas.current, { levels, loudness, part, width, height });
  }, [levels, loudness, part, width, height]);
  const made = (loudness?.made ?? []).map(stretchOf);
  const unknown = between([{ from: limits.from, to: limits.from }, ...made, { from: limits.to, to: limits.to }]);
  return (
    <div ref={ref} className={look.loudnessLane} data-testid="loudness" data-made={made.length > 0}>
      <canvas ref={canvas} aria-hidden />
      {unknown
        .filter(({ from, to }) => to - from > 1_000)
        .map((stretch) => {
          const place = placeOf(stretch, part);
          return (
            place && (
              <div key={stretch.from} className={look.unknown} style={place}>
                <span>{t('replay.loudnessUnknown')}</span>
              </div>
            )
          );
        })}
    </div>
  );
}

interface Drawing {
  levels: Uint8Array;
  loudness: CameraLoudness;
  part: Stretch;
  width: number;
  height: number;
}

function draw(canvas: HTMLCanvasElement, { levels, loudness, part, width, height }: Drawing): void {
  const scale = window.devicePixelRatio;
  canvas.width = Math.max(1, Math.round(width * scale));
  canvas.height = Math.max(1, Math.round(height * scale));
  const pen = canvas.getContext('2d');
  if (!pen) return;
  const { color } = getComputedStyle(canvas);
  const threshold = thresholdOf(levels);
  const stepOf = (x: number) =>
    (part.from + (x / canvas.width) * (part.to - part.from) - Date.parse(loudness.from)) / loudness.stepMs;
  pen.fillStyle = color;
  for (let x = 0; x < canvas.width; x++) {
    const first = Math.floor(stepOf(x));
    const end = Math.max(first + 1, Math.floor(stepOf(x + 1)));
    let level = 0;
    for (let step = Math.max(0, first); step < Math.min(end, levels.length); step++) {
      const one = levels[step] ?? noSound;
      if (one !== noSound && one > level) level = one;
    }
    pen.globalAlpha = level >= threshold ? 1 : 0.35;
    const bar = (level / loudest) * canvas.height;
    pen.fillRect(x, canvas.height - bar, 1, bar);
  }
}
