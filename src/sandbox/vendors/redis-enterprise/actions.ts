import type { SimulatedReply } from '../../simulator.ts';
import type { Call } from './call.ts';
import { findDatabase } from './databases.ts';
import { statusOnly } from './refusal.ts';
import type { RedisAction } from './state.ts';

/** The actions page: each version of the API has its own words for the same states. */
const WORDS = {
  v1: { waiting: 'pending', running: 'active' },
  v2: { waiting: 'queued', running: 'running' },
} as const;

export function getActionV1(call: Call, uid: string): SimulatedReply {
  return { status: 200, body: actionV1(findAction(call, uid), call.now) };
}

export function getActionV2(call: Call, uid: string): SimulatedReply {
  const action = findAction(call, uid);
  const info = { object_name: `bdb:${action.database}`, ...(action.error === null ? {} : { error: action.error }) };
  return { status: 200, body: { ...shownAction(action, call.now, WORDS.v2), additional_info: info } };
}

/** GET /v1/actions/bdb/{uid}: all state machines of one database that are still known. */
export function listDatabaseActions(call: Call, uid: string): SimulatedReply {
  const database = findDatabase(call, uid);
  const actions = knownActions(call).filter((action) => action.database === database.uid);
  return { status: 200, body: actions.map((action) => actionV1(action, call.now)) };
}

function actionV1(action: RedisAction, now: number): object {
  const shown = { ...shownAction(action, now, WORDS.v1), object_name: `bdb:${action.database}` };
  return action.error === null ? shown : { ...shown, error: action.error };
}

function findAction(call: Call, uid: string): RedisAction {
  const action = knownActions(call).find((candidate) => candidate.uid === uid);
  if (action === undefined) throw statusOnly(404);
  return action;
}

function knownActions({ state }: Call): readonly RedisAction[] {
  switch (state.quirks.actionLife) {
    case 'kept':
      return state.actions;
    case 'until-finished':
      return state.actions.filter(({ status }) => status === 'running');
    case 'none':
      return [];
  }
}

function shownAction(
  { uid, startedAt, dueAt, status }: RedisAction,
  now: number,
  words: { readonly waiting: string; readonly running: string },
): object {
  const done = (now - startedAt) / Math.max(1, dueAt - startedAt);
  const progress = status === 'running' ? Math.max(0, Math.min(99, Math.floor(done * 100))) : 100;
  const word = done < 0.25 ? words.waiting : words.running;
  return {
    action_uid: uid,
    name: 'SMUpdateBDB',
    creation_time: Math.floor(startedAt / 1_000),
    progress,
    status: status === 'running' ? word : status,
  };
}
