import { Button } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { emergencyRoutes } from '../../../../services/contracts/access/emergency.ts';
import { call } from '../../api/call.ts';
import { useAct } from '../../api/use-act.ts';
import { ProblemNotice } from '../../ui/problem-notice.tsx';

/** Ends a look in an emergency, or takes its request back while nobody decided. */
export function EndLook({ lookId, isGranted }: { lookId: string; isGranted: boolean }) {
  const { t } = useTranslation();
  const end = useAct({
    run: () => call(emergencyRoutes.end, { params: { lookId } }),
    said: () => t(isGranted ? 'emergency.said.ended' : 'approvals.said.withdrawn'),
  });
  return (
    <>
      <ProblemNotice error={end.error} />
      <Button
        size="xs"
        variant="default"
        loading={end.isPending}
        onClick={() => end.mutate()}
        data-testid={isGranted ? 'end-look' : 'withdraw-look'}
      >
        {t(isGranted ? 'emergency.end' : 'approvals.withdraw')}
      </Button>
    </>
  );
}
