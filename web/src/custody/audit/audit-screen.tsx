import { Button } from '@mantine/core';
import { IconDownload, IconFileTypePdf } from '@tabler/icons-react';
import { useMutation } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { auditCsvPath, auditPdfPath } from '../../../../services/contracts/custody/audit-log.ts';
import { addressOf } from '../../api/call.ts';
import { saveFile } from '../../api/save-file.ts';
import { Page } from '../../ui/page.tsx';
import { ProblemNotice } from '../../ui/problem-notice.tsx';
import { AuditFilters, useAuditFilter } from './audit-filters.tsx';
import { AuditList } from './audit-list.tsx';
import { SealCard } from './seal-card.tsx';

/** Who did, looked at or was refused what; and how far that is signed. */
export function AuditScreen() {
  const { t, i18n } = useTranslation();
  const [filter] = useAuditFilter();
  const query = { ...filter, lang: i18n.language };
  const pdf = useMutation({ mutationFn: () => saveFile(addressOf(auditPdfPath, {}, query), 'nhat-ky.pdf') });
  return (
    <Page
      title={t('audit.title')}
      actions={
        <>
          <Button
            variant="default"
            leftSection={<IconFileTypePdf size={18} aria-hidden />}
            loading={pdf.isPending}
            onClick={() => pdf.mutate()}
            data-testid="audit-pdf"
          >
            {t('audit.print')}
          </Button>
          <Button
            component="a"
            href={addressOf(auditCsvPath, {}, query)}
            download
            variant="default"
            leftSection={<IconDownload size={18} aria-hidden />}
            data-testid="audit-csv"
          >
            {t('audit.download')}
          </Button>
        </>
      }
    >
      <ProblemNotice error={pdf.error} />
      <SealCard />
      <AuditFilters />
      <AuditList filter={filter} />
    </Page>
  );
}
