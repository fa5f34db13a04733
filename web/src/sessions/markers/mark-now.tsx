import { Button } from '@mantine/core';
import { IconBookmarkPlus } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { formatTime } from '../../text/time.ts';
import { emptyDraft, MarkerForm } from './marker-form.tsx';
import { QuickMarkers } from './quick-markers.tsx';
import type { MarkerActs } from './use-marker-acts.ts';

/** Markers of a session that goes on: a click marks this moment, a free one the moment its form was called for. */
export function MarkNow({ sessionId, acts }: { sessionId: string; acts: MarkerActs }) {
  const { t } = useTranslation();
  const [calledAt, setCalledAt] = useState<number | null>(null);
  return (
    <>
      <QuickMarkers acts={acts} />
      {calledAt === null ? (
        <Button
          size="compact-sm"
          variant="subtle"
          w="fit-content"
          leftSection={<IconBookmarkPlus size={16} aria-hidden />}
          onClick={() => setCalledAt(performance.now())}
          data-testid="mark-free"
        >
          {t('markers.free')}
        </Button>
      ) : (
        <MarkerForm
          sessionId={sessionId}
          title={t('markers.addAt', { time: formatTime(performance.timeOrigin + calledAt) })}
          submit={t('markers.add')}
          start={emptyDraft}
          busy={acts.busy}
          onSubmit={(draft) =>
            acts.add({ kind: 'note', agoMs: Math.round(performance.now() - calledAt), ...draft }, () =>
              setCalledAt(null),
            )
          }
          onLeave={() => setCalledAt(null)}
        />
      )}
    </>
  );
}
