import { Alert, Anchor, Badge, FileInput, Group, ScrollArea, Table, Text } from '@mantine/core';
import { IconAlertTriangle, IconCircleCheck, IconFileSpreadsheet } from '@tabler/icons-react';
import { useMutation } from '@tanstack/react-query';
import { useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import {
  type CameraImport,
  cameraImportRoutes,
  type FileFault,
  type ImportedRow,
  importColumns,
} from '../../../../services/contracts/recording/camera-import.ts';
import { call } from '../../api/call.ts';
import { useAct } from '../../api/use-act.ts';
import { FormDialog } from '../../ui/form-dialog.tsx';

const ask = (csv: string, dryRun: boolean) => call(cameraImportRoutes.run, { body: { csv, dryRun } });
const isWritten = ({ outcome }: ImportedRow) => outcome === 'added' || outcome === 'changed';
const countOf = (done: CameraImport | undefined) => done?.rows.filter(isWritten).length ?? 0;

/** Takes a CSV file, shows line by line what it would do, and does it when the person says so. */
export function ImportCameras({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation();
  const [csv, setCsv] = useState('');
  const check = useMutation({ mutationFn: (text: string) => ask(text, true) });
  const save = useAct({
    run: () => ask(csv, false),
    said: (done) => t('cameras.import.done', { count: countOf(done) }),
    after: onClose,
  });
  const [isUnread, setIsUnread] = useState(false);
  // Without it the browser says nothing when the same file, corrected, is chosen again.
  const forget = useRef<() => void>(null);
  async function choose(file: File | null) {
    check.reset();
    save.reset();
    setCsv('');
    if (!file) return;
    const text = await file.text().catch(() => null);
    forget.current?.();
    setIsUnread(text === null);
    if (text === null) return;
    setCsv(text);
    check.mutate(text);
  }
  const count = countOf(check.data);
  const isRight = check.data?.fault === null && check.data.rows.every(({ outcome }) => outcome !== 'fault');
  return (
    <FormDialog
      title={t('cameras.import.title')}
      hint={t('cameras.import.hint')}
      size="xl"
      submit={count > 0 ? t('cameras.import.submit', { count }) : t('cameras.import.nothing')}
      ready={isRight && count > 0}
      busy={save.isPending}
      error={check.error ?? save.error}
      onSubmit={() => save.mutate()}
      onClose={onClose}
    >
      <Group align="flex-end">
        <FileInput
          label={t('cameras.import.fileLabel')}
          error={isUnread && t('cameras.import.readBad')}
          resetRef={forget}
          placeholder={t('cameras.import.choose')}
          accept=".csv,text/csv"
          leftSection={<IconFileSpreadsheet size={18} aria-hidden />}
          onChange={(file) => void choose(file)}
          style={{ flex: 1 }}
          data-testid="import-file"
        />
        <Anchor href={template} download="camera.csv" size="sm" pb={8}>
          {t('cameras.import.template')}
        </Anchor>
      </Group>
      {check.data?.fault && <Unreadable fault={check.data.fault} />}
      {check.data && !check.data.fault && <Preview done={check.data} />}
    </FormDialog>
  );
}

const example = [
  'tiep-dan-1',
  'toan-canh',
  'Toàn cảnh',
  'rtsp://10.0.0.5:554/main',
  'xem',
  '',
  'Phòng tiếp công dân số 1',
];
/** With the mark that makes Excel read it as UTF-8. */
const template = `data:text/csv;charset=utf-8,${encodeURIComponent(`\ufeff${importColumns.join(',')}\r\n${example.join(',')}\r\n`)}`;

function Unreadable({ fault }: { fault: FileFault }) {
  const { t } = useTranslation();
  const words = {
    most: 'most' in fault ? fault.most : 0,
    line: 'line' in fault ? fault.line : 0,
    columns: 'columns' in fault ? fault.columns.join(', ') : '',
  };
  return (
    <Alert color="red" icon={<IconAlertTriangle aria-hidden />} role="alert" data-testid="import-unreadable">
      {t(`cameras.import.file.${fault.code}`, words)}
    </Alert>
  );
}

function Preview({ done }: { done: CameraImport }) {
  const { t } = useTranslation();
  const faults = done.rows.filter(({ outcome }) => outcome === 'fault').length;
  return (
    <>
      <Alert
        color={faults > 0 ? 'red' : 'teal'}
        icon={faults > 0 ? <IconAlertTriangle aria-hidden /> : <IconCircleCheck aria-hidden />}
        role="status"
        data-testid="import-verdict"
      >
        {faults > 0 ? t('cameras.import.hasFaults', { count: faults }) : t('cameras.import.allGood')}
        {done.newRooms.length > 0 && (
          <Text size="sm">
            {t('cameras.import.newRooms', { names: done.newRooms.map(({ name }) => name).join(', ') })}
          </Text>
        )}
      </Alert>
      <ScrollArea.Autosize mah={320}>
        <Table verticalSpacing={6} stickyHeader data-testid="import-rows">
          <Table.Thead>
            <Table.Tr>
              <Table.Th>{t('cameras.import.line')}</Table.Th>
              <Table.Th>{t('cameras.room')}</Table.Th>
              <Table.Th>{t('cameras.name')}</Table.Th>
              <Table.Th>{t('cameras.import.result')}</Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {done.rows.map((row) => (
              <Row key={row.line} row={row} />
            ))}
          </Table.Tbody>
        </Table>
      </ScrollArea.Autosize>
    </>
  );
}

const color = { added: 'teal', changed: 'blue', same: 'gray', fault: 'red' } as const;

function Row({ row }: { row: ImportedRow }) {
  const { t } = useTranslation();
  return (
    <Table.Tr data-outcome={row.outcome}>
      <Table.Td>{row.line}</Table.Td>
      <Table.Td className="mc-mono">{row.room}</Table.Td>
      <Table.Td>
        {row.name}
        <Text size="xs" c="dimmed" className="mc-mono">
          {row.code}
        </Text>
      </Table.Td>
      <Table.Td>
        <Badge color={color[row.outcome]}>{t(`cameras.import.outcome.${row.outcome}`)}</Badge>
        {row.faults.map(({ column, code }) => (
          <Text key={column} size="xs" c="red">
            {t(`cameras.import.fault.${code}`, { column })}
          </Text>
        ))}
      </Table.Td>
    </Table.Tr>
  );
}
