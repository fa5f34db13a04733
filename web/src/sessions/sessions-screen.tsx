import { Button } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { IconCalendarEvent, IconScissors } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { useMe } from '../app/current-person.ts';
import { addressOfPlace } from '../app/navigation.ts';
import { Empty, GoTo } from '../ui/empty.tsx';
import { Page } from '../ui/page.tsx';
import { FromRecordDialog } from './from-record-dialog.tsx';
import { SessionFilters, useSessionFilter } from './session-filters.tsx';
import { SessionList } from './session-list.tsx';

/** All sessions the person may see, to be found by anything that is remembered of them. */
export function SessionsScreen() {
  const { t } = useTranslation();
  const [filter] = useSessionFilter();
  const [opened, dialog] = useDisclosure();
  const mayCreate = useMe().role !== 'archivist';
  const any = Object.keys(filter).length > 0;
  return (
    <Page
      title={t('sessions.title')}
      actions={
        mayCreate && (
          <Button
            variant="default"
            leftSection={<IconScissors size={18} aria-hidden />}
            onClick={dialog.open}
            data-testid="from-record"
          >
            {t('sessions.fromRecord')}
          </Button>
        )
      }
    >
      <SessionFilters />
      <SessionList
        filter={filter}
        empty={
          <Empty
            icon={IconCalendarEvent}
            title={any ? t('sessions.none') : t('sessions.empty')}
            hint={any ? t('sessions.noneHint') : t('sessions.emptyHint')}
            action={!any && <GoTo to={addressOfPlace.today}>{t('app.nav.today')}</GoTo>}
          />
        }
      />
      {opened && <FromRecordDialog onClose={dialog.close} />}
    </Page>
  );
}
