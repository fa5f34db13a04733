import { useLocalStorage } from '@mantine/hooks';
import { useMe } from '../current-person.ts';

/** Whether this person still wants to be shown the first steps, remembered in this browser. */
export function useFirstSteps() {
  const me = useMe();
  const [hidden, setHidden] = useLocalStorage({
    key: `minhchung.firstSteps.${me.id}`,
    defaultValue: false,
    getInitialValueInEffect: false,
  });
  return { shown: !hidden, hide: () => setHidden(true), show: () => setHidden(false) };
}
