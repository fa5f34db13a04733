import { randomUUID } from 'node:crypto';
import type { Meeting } from '../expectations/questions.ts';

/** The same person with the same questions about things that do not exist: every id but those of room and camera is made up. */
export function twinOf(meeting: Meeting): Meeting {
  const { place, own } = meeting;
  return {
    ...meeting,
    place: {
      ...place,
      ...{
        session: randomUUID(),
        running: randomUUID(),
        old: randomUUID(),
        clip: randomUUID(),
        failedClip: randomUUID(),
      },
      ...{ destruction: randomUUID(), folder: randomUUID(), incident: randomUUID() },
      ...{ visitor: randomUUID(), case: { ...place.case, id: randomUUID() } },
      raised: { session: randomUUID(), case: randomUUID() },
      holds: { session: randomUUID(), case: randomUUID() },
      approvals: { session: randomUUID(), case: randomUUID(), lower: randomUUID(), opening: randomUUID() },
    },
    own: {
      ...own,
      ...{ view: randomUUID(), live: randomUUID() },
      scrapCase: randomUUID(),
      requests: { session: randomUUID(), case: randomUUID() },
    },
  };
}

/** Every id and number of a place that nobody outside must find anywhere. */
export function secretsOf({ place, own }: Meeting): string[] {
  return [
    ...[place.session, place.running, place.old, place.clip, place.failedClip, place.destruction, place.folder],
    ...[
      place.case.id,
      place.case.key,
      ...Object.values(place.holds),
      ...Object.values(place.approvals),
      own.scrapCase,
      place.visitor,
    ],
  ];
}

/** An answer as whoever asks can compare it: all but its number and the time of day. */
export async function seenOf(answer: Response): Promise<string> {
  const headers = [...answer.headers].filter(([name]) => name !== 'x-request-id' && name !== 'date');
  const body = await answer.text();
  // Only refusals that do not hide anything have a number, and the mark of such an answer comes from it.
  const numbered = body.includes('"requestId"');
  return JSON.stringify([
    answer.status,
    headers.filter(([name]) => !numbered || name !== 'etag'),
    body.replace(/"requestId":"[^"]*"/, ''),
  ]);
}
