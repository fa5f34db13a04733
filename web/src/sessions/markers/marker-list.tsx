import { SegmentedControl, Stack, Text, TextInput } from '@mantine/core';
import { IconSearch } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Marker } from '../../../../services/contracts/custody/marker.ts';
import { useMe } from '../../app/current-person.ts';
import { type ItemProps, MarkerItem } from './marker-item.tsx';
import { filtered, type MarkerFilter, markerFilters } from './marker-look.ts';
import look from './markers.module.css';

const filterNames = {
  all: 'markers.filterAll',
  procedure: 'markers.filterProcedure',
  notes: 'markers.filterNotes',
  mine: 'markers.filterMine',
} as const;

interface Props extends Omit<ItemProps, 'marker'> {
  markers: readonly Marker[];
  /** The marker that was gone to. */
  hereId?: string | null;
}

/** Markers in order of time, to be filtered and gone to. */
export function MarkerList({ markers, hereId, ...item }: Props) {
  const { t } = useTranslation();
  const me = useMe();
  const [filter, setFilter] = useState<MarkerFilter>('all');
  const [words, setWords] = useState('');
  if (markers.length === 0)
    return (
      <Text size="sm" c="dimmed">
        {t('markers.empty')} {item.onJump && item.mayMark && t('markers.emptyHint')}
      </Text>
    );
  const shown = filtered(markers, filter, words, me.id);
  return (
    <Stack gap="xs">
      <SegmentedControl
        size="xs"
        aria-label={t('markers.filter')}
        data={markerFilters.map((value) => ({ value, label: t(filterNames[value]) }))}
        value={filter}
        onChange={(value) => setFilter(markerFilters.find((one) => one === value) ?? 'all')}
      />
      <TextInput
        size="xs"
        aria-label={t('markers.search')}
        placeholder={t('markers.search')}
        leftSection={<IconSearch size={14} aria-hidden />}
        value={words}
        onChange={(event) => setWords(event.currentTarget.value)}
        data-testid="marker-search"
      />
      {shown.length === 0 && (
        <Text size="sm" c="dimmed">
          {t('markers.noneFound')}
        </Text>
      )}
      <ul className={look.list} data-testid="marker-list">
        {shown.map((marker) => (
          <li key={marker.id} data-here={marker.id === hereId}>
            <MarkerItem {...item} marker={marker} />
          </li>
        ))}
      </ul>
    </Stack>
  );
}
