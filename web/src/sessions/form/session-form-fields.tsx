import {
  Alert,
  Checkbox,
  Group,
  NumberInput,
  SegmentedControl,
  Select,
  SimpleGrid,
  Stack,
  Text,
  Textarea,
} from '@mantine/core';
import { IconInfoCircle, IconShieldLock } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { sessionCaseKind } from '../../../../services/contracts/case.ts';
import { type SessionForm, sessionKind } from '../../../../services/contracts/session.ts';

interface Props {
  value: SessionForm;
  onChange: (value: SessionForm) => void;
}

const largeGroup = 5;
const languages = ['vi', 'interpreter', 'sign', 'other'] as const;
const ways = ['spoken', 'sign', 'paper'] as const;

/** What an officer says about a session; nothing that names a visitor. */
export function SessionFormFields({ value, onChange }: Props) {
  const { t } = useTranslation();
  const set = (part: Partial<SessionForm>) => onChange({ ...value, ...part });
  return (
    <Stack gap="md">
      <SimpleGrid cols={{ base: 1, xs: 2 }}>
        <Select
          label={t('session.kind')}
          data={sessionKind.options.map((kind) => ({ value: kind, label: t(`terms.sessionKind.${kind}`) }))}
          value={value.kind}
          onChange={(kind) => kind && set({ kind })}
        />
        <Select
          label={t('session.caseKind')}
          data={sessionCaseKind.options.map((kind) => ({ value: kind, label: t(`terms.caseKind.${kind}`) }))}
          value={value.caseKind}
          onChange={(caseKind) => caseKind && set({ caseKind })}
          data-testid="case-kind"
        />
        <Stack gap={4}>
          <Text size="sm" fw={500} id="visit-label">
            {t('session.visit')}
          </Text>
          <SegmentedControl
            aria-labelledby="visit-label"
            data={(['first', 'repeat'] as const).map((visit) => ({ value: visit, label: t(`terms.visit.${visit}`) }))}
            value={value.visit}
            onChange={(visit) => set({ visit })}
          />
        </Stack>
        <NumberInput
          label={t('session.people')}
          min={1}
          max={500}
          value={value.peopleCount}
          onChange={(count) => set({ peopleCount: Math.max(1, Math.round(Number(count) || 1)) })}
        />
      </SimpleGrid>
      <Hints value={value} />
      <Notice value={value} set={set} />
    </Stack>
  );
}

function Hints({ value }: { value: SessionForm }) {
  const { t } = useTranslation();
  return (
    <>
      {value.caseKind === 'TC' && (
        <Alert color="violet" icon={<IconShieldLock size={18} aria-hidden />} py="xs">
          {t('session.protectedHint')}
        </Alert>
      )}
      {value.peopleCount >= largeGroup && (
        <Alert color="gray" icon={<IconInfoCircle size={18} aria-hidden />} py="xs">
          {t('session.largeGroup')}
        </Alert>
      )}
    </>
  );
}

function Notice({ value, set }: { value: SessionForm; set: (part: Partial<SessionForm>) => void }) {
  const { t } = useTranslation();
  return (
    <>
      <Checkbox
        label={t('session.notice')}
        checked={value.noticeGiven}
        onChange={(event) =>
          set(
            event.currentTarget.checked
              ? {
                  noticeGiven: true,
                  noticeHow: value.noticeHow ?? 'spoken',
                  noticeLanguage: value.noticeLanguage ?? 'vi',
                }
              : { noticeGiven: false, noticeHow: null, noticeLanguage: null },
          )
        }
        data-testid="notice-given"
      />
      {value.noticeGiven && (
        <Group grow>
          <Select
            label={t('session.noticeHow')}
            data={ways.map((way) => ({ value: way, label: t(`terms.noticeHow.${way}`) }))}
            value={value.noticeHow}
            onChange={(noticeHow) => set({ noticeHow })}
          />
          <Select
            label={t('session.noticeLanguage')}
            data={languages.map((language) => ({ value: language, label: t(`session.noticeLanguages.${language}`) }))}
            value={value.noticeLanguage}
            onChange={(noticeLanguage) => set({ noticeLanguage })}
          />
        </Group>
      )}
    </>
  );
}

export function SessionNote({ value, onChange }: Props) {
  const { t } = useTranslation();
  return (
    <Textarea
      label={t('session.note')}
      description={t('session.noteHint')}
      autosize
      minRows={2}
      maxLength={1000}
      value={value.note}
      onChange={(event) => onChange({ ...value, note: event.currentTarget.value })}
    />
  );
}
