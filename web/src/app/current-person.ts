import { createContext, useContext } from 'react';
import type { Me } from '../../../services/contracts/access/account.ts';

/** Who is logged in; set around every screen but the login page. */
export const CurrentPerson = createContext<Me | null>(null);

export function useMe(): Me {
  const me = useContext(CurrentPerson);
  if (!me) throw new Error('useMe outside of the logged-in part');
  return me;
}
