import { Button } from '@mantine/core';
import { IconDownload } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { auditCsvPath } from '../../../../services/contracts/custody/audit-log.ts';
import { addressOf } from '../../api/call.ts';
import { Page } from '../../ui/page.tsx';
import { AuditFilters, useAuditFilter } from './audit-filters.tsx';
import { AuditList } from './audit-list.tsx';
import { SealCard } from './seal-card.tsx';

/** Who did, looked at or was refused what; and how far that is signed. */
export function AuditScreen() {
  const { t, i18n } = useTranslation();
  const [filter] = useAuditFilter();
  return (
    <Page
      title={t('audit.title')}
      actions={
        <Button
          component="a"
          href={addressOf(auditCsvPath, {}, { ...filter, lang: i18n.language })}
          download
          variant="default"
          leftSection={<IconDownload size={18} aria-hidden />}
          data-testid="audit-csv"
        >
          {t('audit.download')}
        </Button>
      }
    >
      <SealCard />
      <AuditFilters />
      <AuditList filter={filter} />
    </Page>
  );
}
