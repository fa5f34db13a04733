import { Button, Group, Select, TextInput } from '@mantine/core';
import { useDebouncedCallback } from '@mantine/hooks';
import { IconSearch, IconX } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useSearchParams } from 'react-router';
import { sessionKind, sessionState } from '../../../services/contracts/session.ts';
import { peopleQuery, roomsQuery, type SessionFilter } from '../api/queries.ts';
import { DateRange, halfWidth } from '../ui/date-range.tsx';

const names = ['q', 'roomId', 'officerId', 'kind', 'state', 'withCase', 'from', 'to'] as const;
type Name = (typeof names)[number];

/** The filter the address holds, so that a list can be sent to a colleague or found again with "back". */
export function useSessionFilter(): [SessionFilter, (part: Partial<Record<Name, string | null>>) => void] {
  const [search, setSearch] = useSearchParams();
  const entries = names.map((name) => [name, search.get(name)] as const).filter(([, value]) => value);
  const change = (part: Partial<Record<Name, string | null>>) =>
    setSearch(
      (before) => {
        const next = new URLSearchParams(before);
        for (const [name, value] of Object.entries(part)) value ? next.set(name, value) : next.delete(name);
        return next;
      },
      { replace: true },
    );
  return [Object.fromEntries(entries) as SessionFilter, change];
}

export function SessionFilters() {
  const { t } = useTranslation();
  const [filter, change] = useSessionFilter();
  const rooms = useQuery(roomsQuery);
  const people = useQuery(peopleQuery);
  const any = Object.keys(filter).length > 0;
  const choice = (name: Name, label: string, data: { value: string; label: string }[], width = 160) => (
    <Select
      aria-label={label}
      placeholder={label}
      data={data}
      value={filter[name]?.toString() ?? null}
      onChange={(value) => change({ [name]: value })}
      clearable
      searchable={data.length > 8}
      w={{ base: halfWidth, xs: width }}
      data-testid={`filter-${name}`}
    />
  );
  return (
    <Group gap="xs" role="search">
      <SearchBox initial={filter.q ?? ''} onSearch={(q) => change({ q })} />
      {choice('roomId', t('sessions.filter.room'), (rooms.data ?? []).map(asOption))}
      <DateRange filter={filter} onChange={change} />
      {choice(
        'state',
        t('sessions.filter.state'),
        sessionState.options.map((value) => ({ value, label: t(`terms.sessionState.${value}`) })),
      )}
      {choice(
        'kind',
        t('sessions.filter.kind'),
        sessionKind.options.map((value) => ({ value, label: t(`terms.sessionKind.${value}`) })),
      )}
      {choice('officerId', t('sessions.filter.officer'), (people.data ?? []).filter(receives).map(asOption), 180)}
      {choice('withCase', t('sessions.filter.cases'), [
        { value: 'true', label: t('sessions.filter.withCase') },
        { value: 'false', label: t('sessions.filter.withoutCase') },
      ])}
      {any && (
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

const asOption = ({ id, name }: { id: string; name: string }) => ({ value: id, label: name });
const receives = ({ role }: { role: string }) => role === 'officer' || role === 'supervisor' || role === 'chief';

function SearchBox({ initial, onSearch }: { initial: string; onSearch: (text: string) => void }) {
  const { t } = useTranslation();
  const [text, setText] = useState(initial);
  const search = useDebouncedCallback(onSearch, 250);
  // "Clear filters" empties the address: follow it.
  const [seen, setSeen] = useState(initial);
  if (seen !== initial) {
    setSeen(initial);
    if (initial === '') setText('');
  }
  return (
    <TextInput
      type="search"
      aria-label={t('sessions.search')}
      placeholder={t('sessions.search')}
      title={t('sessions.searchHint')}
      leftSection={<IconSearch size={16} aria-hidden />}
      value={text}
      onChange={(event) => {
        setText(event.currentTarget.value);
        search(event.currentTarget.value);
      }}
      w={{ base: '100%', sm: 340 }}
      data-testid="session-search"
    />
  );
}
