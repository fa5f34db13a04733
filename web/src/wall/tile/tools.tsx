import { ActionIcon, Tooltip } from '@mantine/core';
import {
  IconArrowLeft,
  IconArrowRight,
  IconHistory,
  IconLayoutGrid,
  IconVolume,
  IconVolumeOff,
  type TablerIcon,
} from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { RoomNow } from '../../../../services/contracts/recording/room.ts';
import look from '../wall.module.css';
import type { TileActs } from './acts.ts';
import { isOpen } from './cover.tsx';

interface Props extends TileActs {
  room: RoomNow;
  isBig: boolean;
  sound: boolean;
  isRewound: boolean;
}

/** What one can do with a tile: arrange it; the large one: hear it, go back some minutes, go back to all rooms. */
export function Tools({ room, isBig, sound, isRewound, onBig, onMove, onSound, onRewind }: Props) {
  const { t } = useTranslation();
  if (!isBig)
    return (
      <div className={look.tools} data-quiet>
        <Tool
          icon={IconArrowLeft}
          label={t('wall.moveBack', { room: room.name })}
          onClick={() => onMove(room.id, -1)}
        />
        <Tool icon={IconArrowRight} label={t('wall.moveOn', { room: room.name })} onClick={() => onMove(room.id, 1)} />
      </div>
    );
  return (
    <div className={look.tools}>
      {isOpen(room) && !isRewound && (
        <>
          <Tool
            icon={sound ? IconVolume : IconVolumeOff}
            label={t(sound ? 'wall.mute' : 'wall.sound')}
            onClick={onSound}
            testId="sound"
          />
          <Tool icon={IconHistory} label={t('wall.rewind')} onClick={() => onRewind(true)} testId="to-rewind" />
        </>
      )}
      <Tool icon={IconLayoutGrid} label={t('wall.shrink')} onClick={() => onBig(null)} testId="shrink" />
    </div>
  );
}

interface ToolProps {
  icon: TablerIcon;
  label: string;
  onClick: () => void;
  testId?: string;
}

function Tool({ icon: Icon, label, onClick, testId }: ToolProps) {
  return (
    <Tooltip label={label}>
      <ActionIcon variant="subtle" color="gray.1" aria-label={label} onClick={onClick} data-testid={testId}>
        <Icon size={18} aria-hidden />
      </ActionIcon>
    </Tooltip>
  );
}
