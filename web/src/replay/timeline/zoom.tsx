import { ActionIcon, Slider, Tooltip } from '@mantine/core';
import { IconArrowsHorizontal, IconMinus, IconPlus } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { useDuration } from '../../text/use-duration.ts';
import { zoomOf } from './scale.ts';
import look from './timeline.module.css';
import type { Sight } from './use-sight.ts';

/** How far one press of + or − zooms. */
export const zoomStep = 2;

/** Zoom around the playhead: − slider + and all. */
export function Zoom({ sight, position }: { sight: Sight; position: () => number }) {
  const { t } = useTranslation();
  const duration = useDuration();
  const button = (icon: React.ReactNode, label: string, keys: string, onClick: () => void) => (
    <Tooltip label={keys ? `${label} (${keys})` : label}>
      <ActionIcon variant="subtle" color="gray" size="sm" aria-label={label} onClick={onClick}>
        {icon}
      </ActionIcon>
    </Tooltip>
  );
  return (
    <div className={look.zoom} data-testid="zoom">
      {button(<IconMinus size={14} />, t('replay.zoomOut'), '−', () => sight.zoomBy(zoomStep, position()))}
      <Slider
        data-own-keys
        className={look.zoomSlider}
        size="xs"
        min={0}
        max={1}
        step={0.01}
        label={null}
        value={zoomOf(sight.part, sight.limits)}
        onChange={(zoom) => sight.zoomTo(zoom, position())}
        thumbLabel={t('replay.zoom')}
        thumbProps={{ 'aria-valuetext': duration((sight.part.to - sight.part.from) / 1000) }}
      />
      {button(<IconPlus size={14} />, t('replay.zoomIn'), '+', () => sight.zoomBy(1 / zoomStep, position()))}
      {button(<IconArrowsHorizontal size={14} />, t('replay.zoomAll'), '', sight.showAll)}
    </div>
  );
}
