import { Button, Group, Select } from '@mantine/core';
import { IconX } from '@tabler/icons-react';
import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { useSearchParams } from 'react-router';
import { auditSubject } from '../../../../services/contracts/custody/audit-log.ts';
import { type AuditFilter, auditQuery, peopleQuery } from '../../api/queries.ts';
import { DateRange, halfWidth } from '../../ui/date-range.tsx';
import { useAuditWords } from './use-audit-words.ts';

const names = ['accountId', 'subject', 'outcome', 'thingId', 'aboutId', 'from', 'to'] as const;
type Change = Partial<Record<(typeof names)[number], string | null>>;

/** The filter that the address holds, so that it can be sent to a colleague. */
export function useAuditFilter(): [AuditFilter, (part: Change) => void] {
  const [search, setSearch] = useSearchParams();
  const entries = names.map((name) => [name, search.get(name)] as const).filter(([, value]) => value);
  const change = (part: Change) =>
    setSearch(
      (before) => {
        const next = new URLSearchParams(before);
        for (const [name, value] of Object.entries(part)) value ? next.set(name, value) : next.delete(name);
        return next;
      },
      { replace: true },
    );
  return [Object.fromEntries(entries) as AuditFilter, change];
}

export function AuditFilters() {
  const { t } = useTranslation();
  const words = useAuditWords();
  const [filter, change] = useAuditFilter();
  const people = useQuery(peopleQuery);
  const choice = (name: keyof Change, label: string, data: { value: string; label: string }[]) => (
    <Select
      aria-label={label}
      placeholder={label}
      data={data}
      value={filter[name] ?? null}
      onChange={(value) => change({ [name]: value })}
      clearable
      searchable={data.length > 8}
      w={{ base: halfWidth, xs: 190 }}
      data-testid={`filter-${name}`}
    />
  );
  return (
    <Group gap="xs" role="search">
      {filter.aboutId && <About filter={filter} onRemove={() => change({ aboutId: null })} />}
      {choice(
        'accountId',
        words.column.person,
        (people.data ?? []).map(({ id, name }) => ({ value: id, label: name })),
      )}
      {choice(
        'subject',
        words.column.act,
        auditSubject.options.map((value) => ({ value, label: words.subject[value] })),
      )}
      {choice(
        'outcome',
        words.column.outcome,
        (['done', 'refused'] as const).map((value) => ({ value, label: words.outcome[value] })),
      )}
      <DateRange filter={filter} onChange={change} />
      {Object.keys(filter).length > 0 && (
        <Button
          variant="subtle"
          color="gray"
          leftSection={<IconX size={16} aria-hidden />}
          onClick={() => change(Object.fromEntries(names.map((name) => [name, null])))}
        >
          {t('app.act.clear')}
        </Button>
      )}
    </Group>
  );
}

/** What the trail on the screen is about. */
function About({ filter, onRemove }: { filter: AuditFilter; onRemove: () => void }) {
  const { t } = useTranslation();
  const { data } = useInfiniteQuery(auditQuery(filter));
  if (!data) return null;
  const said = data.about ? t('audit.about', { name: data.about.name }) : t('audit.aboutUnknown');
  return (
    <Button
      variant="light"
      rightSection={<IconX size={16} aria-hidden />}
      aria-label={`${said}. ${t('app.act.clear')}`}
      title={t('app.act.clear')}
      onClick={onRemove}
      maw="100%"
      data-testid="about"
    >
      {said}
    </Button>
  );
}
