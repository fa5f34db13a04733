import { ActionIcon, Badge, Button, Group, Skeleton, Stack, Text } from '@mantine/core';
import { IconArrowUp, IconPencil, IconPlus } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { type OfficeReason, viewReasonRoutes } from '../../../../services/contracts/access/view-reason.ts';
import { call } from '../../api/call.ts';
import { reasonsQuery } from '../../api/queries.ts';
import { useAct } from '../../api/use-act.ts';
import { useReasonWords } from '../../api/use-reasons.ts';
import { Card } from '../../ui/card.tsx';
import { ProblemNotice } from '../../ui/problem-notice.tsx';
import { ReasonForm } from './reason-form.tsx';

/** Why people may look at footage, as the office words it: the chief adds, rewords, orders and retires. */
export function ReasonsCard() {
  const { t } = useTranslation();
  const { data, error, isPending } = useQuery(reasonsQuery);
  const [editing, setEditing] = useState<OfficeReason | 'new' | null>(null);
  const order = useAct({ run: (codes: string[]) => call(viewReasonRoutes.order, { body: { codes } }) });
  const items = data?.items ?? [];
  const moveUp = (index: number) => {
    const codes = items.map(({ code }) => code);
    codes.splice(index - 1, 2, codes[index] ?? '', codes[index - 1] ?? '');
    order.mutate(codes);
  };
  return (
    <Card
      title={t('reasons.title')}
      actions={
        <Button
          size="compact-sm"
          variant="subtle"
          leftSection={<IconPlus size={16} aria-hidden />}
          onClick={() => setEditing('new')}
          data-testid="add-reason"
        >
          {t('reasons.add')}
        </Button>
      }
    >
      <ProblemNotice error={error ?? order.error} />
      {isPending && <Skeleton height={120} />}
      <Text size="sm" c="dimmed">
        {data && t('reasons.hint', { count: data.viewMinutes })}
      </Text>
      <Stack gap="xs">
        {items.map((reason, index) => (
          <Reason
            key={reason.code}
            reason={reason}
            onUp={index > 0 ? () => moveUp(index) : null}
            onEdit={() => setEditing(reason)}
          />
        ))}
        <Text size="sm">
          {t('terms.viewReason.audit')}{' '}
          <Text span size="xs" c="dimmed">
            {t('reasons.fixed')}
          </Text>
        </Text>
      </Stack>
      {editing && <ReasonForm reason={editing === 'new' ? null : editing} onClose={() => setEditing(null)} />}
    </Card>
  );
}

function Reason({ reason, onUp, onEdit }: { reason: OfficeReason; onUp: (() => void) | null; onEdit: () => void }) {
  const { t } = useTranslation();
  const name = useReasonWords()(reason.code);
  const isRetired = reason.retiredAt !== null;
  const retire = useAct({
    run: () => call(viewReasonRoutes.change, { params: { code: reason.code }, body: { retired: !isRetired } }),
    said: () => t(isRetired ? 'reasons.said.back' : 'reasons.said.retired'),
  });
  return (
    <Group justify="space-between" gap="xs" data-testid="reason" data-code={reason.code} data-retired={isRetired}>
      <div>
        <Group gap="xs">
          <Text size="sm" fw={500}>
            {name}
          </Text>
          {isRetired && <Badge color="gray">{t('reasons.retired')}</Badge>}
        </Group>
        <Text size="xs" c="dimmed">
          {t(`reasons.needs.${reason.needs}`)}
        </Text>
        <ProblemNotice error={retire.error} />
      </div>
      <Group gap={4}>
        {onUp && (
          <ActionIcon variant="subtle" color="gray" aria-label={t('reasons.up', { reason: name })} onClick={onUp}>
            <IconArrowUp size={16} aria-hidden />
          </ActionIcon>
        )}
        <ActionIcon
          variant="subtle"
          color="gray"
          aria-label={t('reasons.editOf', { reason: name })}
          onClick={onEdit}
          data-testid="edit-reason"
        >
          <IconPencil size={16} aria-hidden />
        </ActionIcon>
        <Button
          size="compact-sm"
          variant="default"
          loading={retire.isPending}
          aria-label={`${t(isRetired ? 'reasons.bring' : 'reasons.retire')}: ${name}`}
          onClick={() => retire.mutate()}
          data-testid="retire-reason"
        >
          {t(isRetired ? 'reasons.bring' : 'reasons.retire')}
        </Button>
      </Group>
    </Group>
  );
}
