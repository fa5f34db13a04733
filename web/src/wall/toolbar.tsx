import { ActionIcon, Group, SegmentedControl, Text, Title, Tooltip } from '@mantine/core';
import { IconChevronLeft, IconChevronRight, IconMaximize } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { type GridSize, gridSizes } from './arrangement.ts';

interface Props {
  size: GridSize;
  page: number;
  pages: number;
  onSize: (size: GridSize) => void;
  onPage: (page: number) => void;
  onFullScreen: () => void;
}

/** How many tiles, which page of them, full screen. */
export function Toolbar({ size, page, pages, onSize, onPage, onFullScreen }: Props) {
  const { t } = useTranslation();
  return (
    <Group px="md" py={6} gap="md" justify="space-between" wrap="nowrap">
      <Title order={1} size="h4">
        {t('wall.title')}
      </Title>
      <Text size="xs" c="dimmed" visibleFrom="lg" truncate>
        {t('wall.hint')}
      </Text>
      <Group gap="xs" wrap="nowrap">
        {pages > 1 && (
          <Group gap={4} wrap="nowrap">
            <ActionIcon
              variant="subtle"
              color="gray"
              aria-label={t('wall.previousPage')}
              disabled={page === 0}
              onClick={() => onPage(page - 1)}
            >
              <IconChevronLeft size={18} aria-hidden />
            </ActionIcon>
            <Text size="sm" visibleFrom="xs">
              {t('wall.page', { page: page + 1, pages })}
            </Text>
            <ActionIcon
              variant="subtle"
              color="gray"
              aria-label={t('wall.nextPage')}
              disabled={page === pages - 1}
              onClick={() => onPage(page + 1)}
            >
              <IconChevronRight size={18} aria-hidden />
            </ActionIcon>
          </Group>
        )}
        <SegmentedControl
          size="xs"
          aria-label={t('wall.grid')}
          data={gridSizes.map((one) => ({ value: String(one), label: String(one) }))}
          value={String(size)}
          onChange={(value) => onSize(gridSizes.find((one) => String(one) === value) ?? size)}
        />
        <Tooltip label={t('wall.fullScreen')}>
          <ActionIcon variant="subtle" color="gray" aria-label={t('wall.fullScreen')} onClick={onFullScreen}>
            <IconMaximize size={18} aria-hidden />
          </ActionIcon>
        </Tooltip>
      </Group>
    </Group>
  );
}
