import { Alert, NumberInput, Skeleton, Text } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { z } from 'zod';
import type { retentionRoutes } from '../../../../services/contracts/custody/retention.ts';
import {
  type RetentionPreview,
  retentionChangeRoutes,
} from '../../../../services/contracts/custody/retention-change.ts';
import { call } from '../../api/call.ts';
import { previewQuery } from '../../api/queries.ts';
import { useAct } from '../../api/use-act.ts';
import { formatBytes } from '../../text/bytes.ts';
import { FormDialog } from '../../ui/form-dialog.tsx';
import { ProblemNotice } from '../../ui/problem-notice.tsx';
import { isWhy, WhyText } from '../../ui/why-text.tsx';

export type ClassDays = z.output<typeof retentionRoutes.classes.response>['items'][number];

/** Asks for new days of a class, and says before what they would do. */
export function ChangeDays({ now, onClose }: { now: ClassDays; onClose: () => void }) {
  const { t } = useTranslation();
  const [minDays, setMinDays] = useState<number | string>(now.minDays);
  const [afterCloseDays, setAfterCloseDays] = useState<number | string | null>(now.afterCloseDays);
  const [reason, setReason] = useState('');
  const days = { minDays: Number(minDays), afterCloseDays: afterCloseDays === null ? null : Number(afterCloseDays) };
  const isChange = days.minDays !== now.minDays || days.afterCloseDays !== now.afterCloseDays;
  const isWhole = [days.minDays, days.afterCloseDays ?? 1].every((one) => Number.isInteger(one) && one > 0);
  const ask = useAct({
    run: () => call(retentionChangeRoutes.ask, { params: { code: now.code }, body: { ...days, reason } }),
    said: () => t('retention.asked'),
    after: onClose,
  });
  const input = { min: 1, max: 36_500, allowDecimal: false, allowNegative: false, clampBehavior: 'strict' } as const;
  return (
    <FormDialog
      title={t('retention.changeOf', { class: t(`custody.class.${now.code}`) })}
      hint={t('retention.hint')}
      submit={t('retention.send')}
      ready={isChange && isWhole && isWhy(reason)}
      busy={ask.isPending}
      error={ask.error}
      onSubmit={() => ask.mutate()}
      onClose={onClose}
    >
      <NumberInput
        {...input}
        label={t('retention.minDays')}
        value={minDays}
        onChange={setMinDays}
        name="minDays"
        data-autofocus
      />
      {afterCloseDays !== null && (
        <NumberInput
          {...input}
          label={t('retention.afterCloseDays')}
          value={afterCloseDays}
          onChange={setAfterCloseDays}
          name="afterCloseDays"
        />
      )}
      {isChange && isWhole && <Preview code={now.code} days={days} />}
      <WhyText value={reason} onChange={setReason} />
    </FormDialog>
  );
}

interface PreviewProps {
  code: ClassDays['code'];
  days: { minDays: number; afterCloseDays: number | null };
}

function Preview({ code, days }: PreviewProps) {
  const { t, i18n } = useTranslation();
  const [asked] = useDebouncedValue(days, 400);
  const preview = useQuery(previewQuery(code, asked));
  if (preview.error) return <ProblemNotice error={preview.error} />;
  if (!preview.data) return <Skeleton height={72} />;
  return (
    <Alert color={isHarmless(preview.data) ? 'teal' : 'yellow'} title={t('retention.preview')} data-testid="preview">
      {linesOf(preview.data).map((line) => (
        <Text key={line} size="sm">
          {line}
        </Text>
      ))}
    </Alert>
  );

  function linesOf({ isShorter, sessions, idleSegments, idleBytes }: RetentionPreview): string[] {
    if (!isShorter) return [t('retention.longer')];
    const lines = [
      ...(sessions > 0 ? [t('retention.sessions', { count: sessions })] : []),
      ...(idleSegments > 0
        ? [t('retention.idle', { count: idleSegments, size: formatBytes(idleBytes, i18n.language) })]
        : []),
    ];
    return lines.length > 0 ? lines : [t('retention.nothing')];
  }
}

const isHarmless = ({ sessions, idleSegments }: RetentionPreview) => sessions === 0 && idleSegments === 0;
