import { Badge, Box, Button, Skeleton, Table, Text, VisuallyHidden } from '@mantine/core';
import { IconUserPlus, IconUsers } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { type Account, accountRoutes } from '../../../services/contracts/access/account.ts';
import { call } from '../api/call.ts';
import { accountsQuery } from '../api/queries.ts';
import { useAct } from '../api/use-act.ts';
import { useMe } from '../app/current-person.ts';
import { formatDate } from '../text/time.ts';
import { Empty } from '../ui/empty.tsx';
import { Page } from '../ui/page.tsx';
import { ProblemNotice } from '../ui/problem-notice.tsx';
import { AccountActs } from './account-acts.tsx';
import { AccountForm } from './account-form.tsx';

/** The administrator's accounts. */
export function PeopleScreen() {
  const { t } = useTranslation();
  const accounts = useQuery(accountsQuery);
  const [open, setOpen] = useState<Account | 'new' | null>(null);
  const toggle = useAct({
    run: ({ id, disabledAt }: Account) =>
      call(accountRoutes.changeAccount, { params: { accountId: id }, body: { disabled: disabledAt === null } }),
    said: () => t('people.saved'),
  });
  return (
    <Page
      title={t('people.title')}
      actions={
        <Button
          leftSection={<IconUserPlus size={18} aria-hidden />}
          onClick={() => setOpen('new')}
          data-testid="add-account"
        >
          {t('people.add')}
        </Button>
      }
    >
      <ProblemNotice error={accounts.error ?? toggle.error} />
      {accounts.isPending && <Skeleton height={240} radius="lg" />}
      {accounts.data && (
        <Box className="mc-card">
          {accounts.data.length === 0 ? (
            <Empty icon={IconUsers} title={t('people.empty')} />
          ) : (
            <Table.ScrollContainer minWidth={900}>
              <AccountTable accounts={accounts.data} onOpen={setOpen} onToggle={toggle.mutate} />
            </Table.ScrollContainer>
          )}
        </Box>
      )}
      {open && <AccountForm {...(open !== 'new' && { account: open })} onClose={() => setOpen(null)} />}
    </Page>
  );
}

interface TableProps {
  accounts: readonly Account[];
  onOpen: (account: Account) => void;
  onToggle: (account: Account) => void;
}

function AccountTable({ accounts, onOpen, onToggle }: TableProps) {
  const { t } = useTranslation();
  return (
    <Table>
      <Table.Thead>
        <Table.Tr>
          <Table.Th>{t('people.name')}</Table.Th>
          <Table.Th>{t('people.role')}</Table.Th>
          <Table.Th>{t('people.state')}</Table.Th>
          <Table.Th>{t('people.factor')}</Table.Th>
          <Table.Th>{t('people.logins')}</Table.Th>
          <Table.Th>{t('people.createdAt')}</Table.Th>
          <Table.Th>
            <VisuallyHidden>{t('app.acts')}</VisuallyHidden>
          </Table.Th>
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {accounts.map((account) => (
          <AccountRow key={account.id} account={account} onOpen={onOpen} onToggle={onToggle} />
        ))}
      </Table.Tbody>
    </Table>
  );
}

function AccountRow({ account, onOpen, onToggle }: Omit<TableProps, 'accounts'> & { account: Account }) {
  const { t } = useTranslation();
  const me = useMe();
  return (
    <Table.Tr data-testid="account-row" data-account-id={account.id}>
      <Table.Td>
        <Text size="sm" fw={500}>
          {account.name}
        </Text>
        <Text size="xs" c="dimmed" ff="monospace">
          {account.login}
        </Text>
      </Table.Td>
      <Table.Td>{t(`terms.role.${account.role}`)}</Table.Td>
      <Table.Td>
        <Badge color={account.disabledAt ? 'gray' : 'teal'}>
          {account.disabledAt ? t('people.disabled') : t('people.active')}
        </Badge>
        {account.mustChangePassword && (
          <Text size="xs" c="dimmed">
            {t('people.mustChange')}
          </Text>
        )}
        {account.oidcBoundAt && (
          <Text size="xs" c="dimmed" data-testid="oidc-bound">
            {t('people.oidcBound')}
          </Text>
        )}
      </Table.Td>
      <Table.Td data-testid="factor" data-enrolled={account.secondFactorAt !== null}>
        {account.secondFactorAt ? t('people.factorOn') : t('people.factorOff')}
      </Table.Td>
      <Table.Td>{account.openLogins}</Table.Td>
      <Table.Td>{formatDate(account.createdAt)}</Table.Td>
      <Table.Td ta="right" className="mc-nowrap">
        <Button size="xs" variant="subtle" onClick={() => onOpen(account)}>
          {t('app.act.change')}
        </Button>
        <Button
          size="xs"
          variant="subtle"
          color="gray"
          disabled={account.id === me.id}
          onClick={() => onToggle(account)}
        >
          {account.disabledAt ? t('people.enable') : t('people.disable')}
        </Button>
        <AccountActs account={account} />
      </Table.Td>
    </Table.Tr>
  );
}
