import { Box, Button, Skeleton } from '@mantine/core';
import { IconFileImport, IconVideo, IconVideoPlus } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { camerasQuery } from '../../api/queries.ts';
import { useMe } from '../../app/current-person.ts';
import { FirstSteps } from '../../app/first-steps/first-steps.tsx';
import { Empty } from '../../ui/empty.tsx';
import { Page } from '../../ui/page.tsx';
import { ProblemNotice } from '../../ui/problem-notice.tsx';
import { CameraForm } from '../forms/camera-form.tsx';
import { ImportCameras } from '../forms/import-cameras.tsx';
import { CameraFilters, useCameraFilter } from './camera-filters.tsx';
import { CameraTable } from './camera-table.tsx';
import { Quarantine } from './quarantine.tsx';
import { RecorderAlarms, Recorders } from './recorders.tsx';

/** Every camera with its state, those that need somebody first; the recorders below. The administrator adds and imports. */
export function CamerasScreen() {
  const { t } = useTranslation();
  const [open, setOpen] = useState<'new' | 'import' | null>(null);
  const cameras = useQuery(camerasQuery);
  const isAdmin = useMe().role === 'admin';
  const actions = isAdmin && <Actions onOpen={setOpen} />;
  const [filter, change] = useCameraFilter();
  const shown = filter.apply(cameras.data ?? []);
  return (
    <Page title={t('cameras.title')} actions={actions}>
      {isAdmin && <FirstSteps />}
      <ProblemNotice error={cameras.error} onRetry={() => void cameras.refetch()} />
      <RecorderAlarms />
      {cameras.isPending && <Skeleton height={240} radius="lg" />}
      {cameras.data?.length === 0 && (
        <Box className="mc-card">
          <Empty icon={IconVideo} title={t('cameras.empty')} hint={t('cameras.emptyHint')} action={actions} />
        </Box>
      )}
      {cameras.data && cameras.data.length > 0 && (
        <>
          <CameraFilters cameras={cameras.data} filter={filter} onChange={change} />
          <Box className="mc-card">
            {shown.length === 0 ? (
              <Empty icon={IconVideo} title={t('cameras.noneMatch')} hint={t('sessions.noneHint')} />
            ) : (
              <CameraTable cameras={shown} />
            )}
          </Box>
        </>
      )}
      <Recorders />
      <Quarantine />
      {open === 'new' && <CameraForm onClose={() => setOpen(null)} />}
      {open === 'import' && <ImportCameras onClose={() => setOpen(null)} />}
    </Page>
  );
}

function Actions({ onOpen }: { onOpen: (what: 'new' | 'import') => void }) {
  const { t } = useTranslation();
  return (
    <>
      <Button
        variant="default"
        leftSection={<IconFileImport size={18} aria-hidden />}
        onClick={() => onOpen('import')}
        data-testid="import-cameras"
      >
        {t('cameras.import.open')}
      </Button>
      <Button
        leftSection={<IconVideoPlus size={18} aria-hidden />}
        onClick={() => onOpen('new')}
        data-testid="add-camera"
      >
        {t('cameras.add')}
      </Button>
    </>
  );
}
