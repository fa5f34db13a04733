import { ActionIcon, Button, Group, Stack, Text, TextInput } from '@mantine/core';
import { IconX } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Person } from '../../../services/contracts/access/account.ts';
import { type CaseDetail, caseRoutes } from '../../../services/contracts/case.ts';
import { call } from '../api/call.ts';
import { peopleQuery } from '../api/queries.ts';
import { useAct } from '../api/use-act.ts';
import { Card } from '../ui/card.tsx';
import { FormDialog } from '../ui/form-dialog.tsx';
import { ProblemNotice } from '../ui/problem-notice.tsx';
import { SelectOne } from '../ui/select-one.tsx';
import { isWhy } from '../ui/why-text.tsx';

/** Who works on the case and who is shut out of it; those who may manage it change both. */
export function CasePeople({ file }: { file: CaseDetail }) {
  const { t } = useTranslation();
  const [adding, setAdding] = useState<'member' | 'conflict' | null>(null);
  const remove = useAct({
    run: (person: Person) => call(caseRoutes.removeMember, { params: { caseId: file.id, accountId: person.id } }),
  });
  return (
    <Card title={t('cases.people')}>
      <ProblemNotice error={remove.error} />
      <Group justify="space-between">
        <Text size="sm" fw={500}>
          {t('cases.members')}
        </Text>
        {file.mayManage && (
          <Button size="compact-sm" variant="subtle" onClick={() => setAdding('member')} data-testid="add-member">
            {t('app.act.add')}
          </Button>
        )}
      </Group>
      <Stack gap={6}>
        {file.members.map((person) => (
          <PersonLine
            key={person.id}
            person={person}
            {...(file.mayManage && file.members.length > 1 && { onRemove: () => remove.mutate(person) })}
          />
        ))}
      </Stack>
      <Group justify="space-between">
        <Text size="sm" fw={500}>
          {t('cases.conflicts')}
        </Text>
        {file.mayManage && (
          <Button size="compact-sm" variant="subtle" onClick={() => setAdding('conflict')} data-testid="add-conflict">
            {t('app.act.add')}
          </Button>
        )}
      </Group>
      {file.conflicts.length === 0 && (
        <Text size="sm" c="dimmed">
          {t('cases.noConflicts')}
        </Text>
      )}
      <Stack gap={6}>
        {file.conflicts.map((person) => (
          <PersonLine key={person.id} person={person} note={person.reason} />
        ))}
      </Stack>
      {adding && <AddPerson file={file} as={adding} onClose={() => setAdding(null)} />}
    </Card>
  );
}

function PersonLine({ person, note, onRemove }: { person: Person; note?: string; onRemove?: () => void }) {
  const { t } = useTranslation();
  return (
    <Group justify="space-between" wrap="nowrap" gap="xs">
      <div>
        <Text size="sm">{person.name}</Text>
        <Text size="xs" c="dimmed">
          {note ?? t(`terms.role.${person.role}`)}
        </Text>
      </div>
      {onRemove && (
        <ActionIcon
          variant="subtle"
          color="gray"
          aria-label={t('cases.removeMember', { name: person.name })}
          onClick={onRemove}
        >
          <IconX size={16} />
        </ActionIcon>
      )}
    </Group>
  );
}

function AddPerson({ file, as, onClose }: { file: CaseDetail; as: 'member' | 'conflict'; onClose: () => void }) {
  const { t } = useTranslation();
  const people = useQuery(peopleQuery);
  const [accountId, setAccountId] = useState<string | null>(null);
  const [reason, setReason] = useState('');
  const taken = new Set((as === 'member' ? file.members : file.conflicts).map(({ id }) => id));
  const free = (people.data ?? []).filter(({ id }) => !taken.has(id));
  const add = useAct({
    run: (id: string) => {
      const params = { caseId: file.id, accountId: id };
      return as === 'member'
        ? call(caseRoutes.addMember, { params })
        : call(caseRoutes.addConflict, { params, body: { reason } });
    },
    after: onClose,
  });
  return (
    <FormDialog
      title={as === 'member' ? t('cases.addMember') : t('cases.addConflict')}
      submit={t('app.act.add')}
      ready={accountId !== null && (as === 'member' || isWhy(reason))}
      busy={add.isPending}
      error={add.error}
      onSubmit={() => accountId && add.mutate(accountId)}
      onClose={onClose}
    >
      <SelectOne
        label={t('people.name')}
        searchable
        options={free.map(({ id }) => id)}
        labelOf={(id) => free.find((person) => person.id === id)?.name ?? ''}
        value={accountId}
        onChange={setAccountId}
      />
      {as === 'conflict' && (
        <TextInput
          label={t('app.field.reason')}
          required
          value={reason}
          onChange={(event) => setReason(event.currentTarget.value)}
        />
      )}
    </FormDialog>
  );
}
