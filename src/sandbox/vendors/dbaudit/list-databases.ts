import type { SimulatedReply, SimulatedRequest } from '../../simulator.ts';
import { canSee } from './authenticate.ts';
import type { Clock } from './clock.ts';
import { type ListQuery, listQuery } from './list-query.ts';
import { listItem, statusesOf } from './show-database.ts';
import type { DbauditCredential, DbauditDatabase, DbauditState } from './state.ts';

export function listDatabases(
  state: DbauditState,
  credential: DbauditCredential,
  request: SimulatedRequest,
  clock: Clock,
): SimulatedReply {
  const query = listQuery(request, state.quirks);
  const { page, perPage } = query;
  const found = state.databases.filter(
    (database) =>
      canSee(credential, database.id) &&
      clock.now >= database.createdAt + state.quirks.listLagMs &&
      passes(state, database, query, clock),
  );
  const items = ordered(state, found, page)
    .slice((page - 1) * perPage, page * perPage)
    .map((database) => listItem(state, database, clock));
  const total = found.length;
  if (state.quirks.listEnvelope === 'databases') return { status: 200, body: { databases: items, total, page } };
  return { status: 200, body: { data: items, pagination: { total, page, per_page: perPage } } };
}

function passes(state: DbauditState, database: DbauditDatabase, query: ListQuery, clock: Clock): boolean {
  const { status, type, tags } = query;
  const has = (tag: string): boolean => database.tags.includes(tag);
  return (
    (status === null || status === statusesOf(state, database, clock).status) &&
    (type === null || type === database.type) &&
    (tags === null || (state.quirks.tagsFilter === 'all' ? tags.every(has) : tags.some(has)))
  );
}

/** No page states an order, nor that there is one. */
function ordered(state: DbauditState, databases: readonly DbauditDatabase[], page: number): DbauditDatabase[] {
  const oldestFirst = databases.toSorted((a, b) => a.createdAt - b.createdAt);
  switch (state.quirks.listOrder) {
    case 'oldest':
      return oldestFirst;
    case 'newest':
      return oldestFirst.reverse();
    case 'name':
      return oldestFirst.sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0));
    case 'unstable':
      return page % 2 === 0 ? oldestFirst.reverse() : oldestFirst;
  }
}
