import { notifications } from '@mantine/notifications';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';

interface Act<I, O> {
  run: (input: I) => Promise<O>;
  /** What to tell the person; nothing when the screen shows it anyway. */
  said?: (output: O, input: I) => string;
  after?: (output: O, input: I) => void;
}

/** Something the person does: on success what is on the screen is asked for again. The error stays for the form to show. */
export function useAct<I = void, O = unknown>({ run, said, after }: Act<I, O>) {
  const client = useQueryClient();
  const { t } = useTranslation();
  return useMutation({
    mutationFn: run,
    onSuccess: (output, input) => {
      void client.invalidateQueries();
      const closeButtonProps = { 'aria-label': t('app.act.close') };
      if (said) notifications.show({ message: said(output, input), color: 'teal', closeButtonProps });
      after?.(output, input);
    },
  });
}
