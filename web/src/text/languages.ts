import { account as enAccount } from './en/account.ts';
import * as enAdmin from './en/admin.ts';
import { app as enApp } from './en/app.ts';
import { cameras as enCameras } from './en/cameras.ts';
import * as enCustody from './en/custody.ts';
import { emergency as enEmergency } from './en/emergency.ts';
import * as enKeeping from './en/keeping.ts';
import { problems as enProblems } from './en/problems.ts';
import { reasons as enReasons } from './en/reasons.ts';
import { replay as enReplay } from './en/replay.ts';
import { terms as enTerms } from './en/terms.ts';
import * as enVisitors from './en/visitors.ts';
import { wall as enWall } from './en/wall.ts';
import * as enWork from './en/work.ts';
import { account as ruAccount } from './ru/account.ts';
import * as ruAdmin from './ru/admin.ts';
import { app as ruApp } from './ru/app.ts';
import { cameras as ruCameras } from './ru/cameras.ts';
import * as ruCustody from './ru/custody.ts';
import { emergency as ruEmergency } from './ru/emergency.ts';
import * as ruKeeping from './ru/keeping.ts';
import { problems as ruProblems } from './ru/problems.ts';
import { reasons as ruReasons } from './ru/reasons.ts';
import { replay as ruReplay } from './ru/replay.ts';
import { terms as ruTerms } from './ru/terms.ts';
import * as ruVisitors from './ru/visitors.ts';
import { wall as ruWall } from './ru/wall.ts';
import * as ruWork from './ru/work.ts';
import { account as viAccount } from './vi/account.ts';
import * as viAdmin from './vi/admin.ts';
import { app as viApp } from './vi/app.ts';
import { cameras as viCameras } from './vi/cameras.ts';
import * as viCustody from './vi/custody.ts';
import { emergency as viEmergency } from './vi/emergency.ts';
import * as viKeeping from './vi/keeping.ts';
import { problems as viProblems } from './vi/problems.ts';
import { reasons as viReasons } from './vi/reasons.ts';
import { replay as viReplay } from './vi/replay.ts';
import { terms as viTerms } from './vi/terms.ts';
import * as viVisitors from './vi/visitors.ts';
import { wall as viWall } from './vi/wall.ts';
import * as viWork from './vi/work.ts';

const vi = {
  app: viApp,
  account: viAccount,
  terms: viTerms,
  problems: viProblems,
  replay: viReplay,
  reasons: viReasons,
  emergency: viEmergency,
  cameras: viCameras,
  wall: viWall,
  ...viWork,
  ...viAdmin,
  ...viCustody,
  ...viKeeping,
  ...viVisitors,
};

/** Vietnamese is the source; a language that lacks one of its keys is a type error. */
export type Texts = typeof vi;

const en: Texts = {
  app: enApp,
  account: enAccount,
  terms: enTerms,
  problems: enProblems,
  replay: enReplay,
  reasons: enReasons,
  emergency: enEmergency,
  cameras: enCameras,
  wall: enWall,
  ...enWork,
  ...enAdmin,
  ...enCustody,
  ...enKeeping,
  ...enVisitors,
};
const ru: Texts = {
  app: ruApp,
  account: ruAccount,
  terms: ruTerms,
  problems: ruProblems,
  replay: ruReplay,
  reasons: ruReasons,
  emergency: ruEmergency,
  cameras: ruCameras,
  wall: ruWall,
  ...ruWork,
  ...ruAdmin,
  ...ruCustody,
  ...ruKeeping,
  ...ruVisitors,
};

export const texts = { vi, en, ru };
export type Language = keyof typeof texts;

export const languageNames: Record<Language, string> = { vi: 'Tiếng Việt', en: 'English', ru: 'Русский' };

export function isLanguage(value: string | null | undefined): value is Language {
  return value != null && Object.hasOwn(texts, value);
}
