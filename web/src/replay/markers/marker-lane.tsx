import { Button, Tooltip } from '@mantine/core';
import { IconBookmarks } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import look from '../../sessions/markers/markers.module.css';
import { formatTime } from '../../text/time.ts';
import type { Stretch } from '../playing/watched.ts';
import { shareOf } from '../timeline/scale.ts';
import type { ReplayMarkers } from './use-replay-markers.ts';

interface Props {
  markers: ReplayMarkers;
  /** What the time line shows. */
  part: Stretch;
}

/** The markers under the time line: a click goes there. By keyboard: ↑, ↓, and the panel. */
export function MarkerLane({ markers, part }: Props) {
  const { t } = useTranslation();
  const within = markers.items.filter(({ at }) => Date.parse(at) >= part.from && Date.parse(at) <= part.to);
  return (
    <div className={look.strip}>
      <Button
        size="compact-xs"
        variant={markers.opened ? 'light' : 'default'}
        justify="flex-start"
        leftSection={<IconBookmarks size={14} aria-hidden />}
        aria-pressed={markers.opened}
        onClick={markers.toggle}
        data-testid="marker-toggle"
      >
        {t('markers.lane')} · {markers.items.length}
      </Button>
      <div className={look.lane} data-testid="marker-lane">
        {within.map((marker) => {
          const what = t(`terms.markerKind.${marker.kind}`);
          const label = t('markers.jump', { time: formatTime(marker.at), what: marker.text || what });
          return (
            <Tooltip key={marker.id} label={label} multiline maw={320}>
              <button
                type="button"
                tabIndex={-1}
                className={look.flag}
                data-colour={marker.colour}
                data-testid="marker-flag"
                style={{ left: `${shareOf(Date.parse(marker.at), part) * 100}%` }}
                aria-label={label}
                onClick={() => markers.jump(marker)}
              />
            </Tooltip>
          );
        })}
      </div>
    </div>
  );
}
