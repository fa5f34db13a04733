import { account as enAccount } from './en/account.ts';
import * as enAdmin from './en/admin.ts';
import { app as enApp } from './en/app.ts';
import { cameras as enCameras } from './en/cameras.ts';
import * as enCustody from './en/custody.ts';
import * as enKeeping from './en/keeping.ts';
import * as enLooks from './en/looks.ts';
import * as enMarkers from './en/markers.ts';
import { problems as enProblems } from './en/problems.ts';
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
import * as ruKeeping from './ru/keeping.ts';
import * as ruLooks from './ru/looks.ts';
import * as ruMarkers from './ru/markers.ts';
import { problems as ruProblems } from './ru/problems.ts';
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
import * as viKeeping from './vi/keeping.ts';
import * as viLooks from './vi/looks.ts';
import * as viMarkers from './vi/markers.ts';
import { problems as viProblems } from './vi/problems.ts';
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
  ...viLooks,
  cameras: viCameras,
  wall: viWall,
  ...viWork,
  ...viAdmin,
  ...viCustody,
  ...viKeeping,
  ...viVisitors,
  ...viMarkers,
};

/** Vietnamese is the source; a language that lacks one of its keys is a type error. */
export type Texts = typeof vi;

const en: Texts = {
  app: enApp,
  account: enAccount,
  terms: enTerms,
  problems: enProblems,
  replay: enReplay,
  ...enLooks,
  cameras: enCameras,
  wall: enWall,
  ...enWork,
  ...enAdmin,
  ...enCustody,
  ...enKeeping,
  ...enVisitors,
  ...enMarkers,
};
const ru: Texts = {
  app: ruApp,
  account: ruAccount,
  terms: ruTerms,
  problems: ruProblems,
  replay: ruReplay,
  ...ruLooks,
  cameras: ruCameras,
  wall: ruWall,
  ...ruWork,
  ...ruAdmin,
  ...ruCustody,
  ...ruKeeping,
  ...ruVisitors,
  ...ruMarkers,
};

export const texts = { vi, en, ru };
export type Language = keyof typeof texts;

export const languageNames: Record<Language, string> = { vi: 'Tiếng Việt', en: 'English', ru: 'Русский' };

export function isLanguage(value: string | null | undefined): value is Language {
  return value != null && Object.hasOwn(texts, value);
}
