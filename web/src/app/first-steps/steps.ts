import type { Role } from '../../../../services/contracts/access/account.ts';
import { addressOfPlace } from '../navigation.ts';

/** What somebody new is shown, each with where it is done; `replay` leads to the newest session that can be replayed. */
export type StepKey =
  | 'receive'
  | 'replay'
  | 'forgotten'
  | 'wall'
  | 'withoutCase'
  | 'approve'
  | 'whoLooked'
  | 'keep'
  | 'evidence'
  | 'rooms'
  | 'cameras'
  | 'people';

export interface FirstStep {
  key: StepKey;
  to: string;
}

const { today, wall, sessions, cases, custody, approvals, audit, rooms, cameras, people } = addressOfPlace;

const stepsByRole: Record<Role, readonly [FirstStep, FirstStep, FirstStep]> = {
  officer: [
    { key: 'receive', to: today },
    { key: 'replay', to: sessions },
    { key: 'forgotten', to: sessions },
  ],
  supervisor: [
    { key: 'wall', to: wall },
    { key: 'replay', to: sessions },
    { key: 'withoutCase', to: cases },
  ],
  chief: [
    { key: 'replay', to: sessions },
    { key: 'approve', to: approvals },
    { key: 'whoLooked', to: audit },
  ],
  archivist: [
    { key: 'evidence', to: sessions },
    { key: 'keep', to: custody },
    { key: 'approve', to: approvals },
  ],
  admin: [
    { key: 'rooms', to: rooms },
    { key: 'cameras', to: cameras },
    { key: 'people', to: people },
  ],
};

export const firstSteps = (role: Role) => stepsByRole[role];
