import { Alert, Button, List, Text } from '@mantine/core';
import { IconAlertTriangle } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { ApiProblem, codeOf } from '../api/api-problem.ts';

/** What went wrong and what to do, in the person's language; nothing when there is no error. */
export function ProblemNotice({ error, onRetry }: { error: unknown; onRetry?: () => void }) {
  const { t } = useTranslation();
  if (!error) return null;
  const fields = error instanceof ApiProblem ? error.fields : [];
  const requestId = error instanceof ApiProblem ? error.requestId : undefined;
  const code = codeOf(error);
  return (
    <Alert
      color="red"
      icon={<IconAlertTriangle size={20} aria-hidden />}
      role="alert"
      data-testid="problem"
      data-code={code}
    >
      <Text size="sm">{t(`problems.${code}`)}</Text>
      {fields.length > 0 && (
        <List size="sm" mt="xs">
          {fields.map((field) => (
            <List.Item key={field.path}>
              {field.path}: {field.message}
            </List.Item>
          ))}
        </List>
      )}
      {requestId && code === 'internal' && (
        <Text size="xs" c="dimmed" mt={4}>
          {t('app.requestId', { id: requestId })}
        </Text>
      )}
      {onRetry && (
        <Button mt="sm" size="xs" variant="default" onClick={onRetry}>
          {t('app.act.retry')}
        </Button>
      )}
    </Alert>
  );
}
