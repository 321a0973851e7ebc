import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type Answer, refuse, signatureFault } from './tair-strict-signature.ts';

/** One instance behind the loopback address; `busy` answers that many status questions with Changing. */
export interface Instance {
  on: boolean;
  status?: string;
  busy?: number;
  fields?: object;
}
type Query = Readonly<Record<string, string>>;
/** How this region behaves where the vendor's pages leave it open. */
export interface Behaviour {
  /** Days kept by the whole region; null: never set. */
  retention: number | null;
  readonly instances: Record<string, Instance>;
  /** What an instance that is off shows as Retention. */
  offShows: 'region' | 'empty' | 'absent';
  /** Booleans and numbers instead of text. */
  native: boolean;
  /** Actions that this address does not serve, and with which status it says so. */
  missing: Record<string, number>;
  role: boolean;
  /** Goes before what an action does; null: go on as usual. */
  before: (action: string, query: Query) => Answer | null;
  /** Replaces what an action answered, once it is done. */
  after: (action: string, query: Query) => Answer | null;
  /** How many readings of the config still show what was before a write. */
  lag: number;
  records: number;
  /** Epoch milliseconds before which windows may not end. */
  since: number;
  token: string | null;
}

export interface Loopback {
  readonly url: string;
  readonly world: Behaviour;
  readonly calls: { readonly action: string; readonly query: Query }[];
  /** Codes of the signatures and logins refused. */
  readonly faults: string[];
  readonly writes: () => Query[];
  readonly close: () => Promise<void>;
}

/** A small server of the six actions, strict about signatures, that keeps one retention for all its instances. */
export async function startLoopback(given: Partial<Behaviour> & Pick<Behaviour, 'instances'>): Promise<Loopback> {
  const world: Behaviour = {
    retention: null,
    offShows: 'empty',
    native: false,
    missing: {},
    role: true,
    before: () => null,
    after: () => null,
    lag: 0,
    records: 0,
    since: 0,
    token: null,
    ...given,
  };
  const calls: { action: string; query: Query }[] = [];
  const faults: string[] = [];
  const nonces = new Set<string>();
  let stale: { left: number; shown: string } | null = null;
  const shown = () =>
    JSON.stringify([world.retention, Object.entries(world.instances).map(([id, { on }]) => [id, on])]);

  const answer = (request: IncomingMessage, body: string): Answer => {
    const [path = '', raw = ''] = (request.url ?? '').split('?');
    const pairs =
      raw === '' ? [] : raw.split('&').map((part) => part.split('=').map(decodeURIComponent) as [string, string]);
    const query: Query = Object.fromEntries(pairs);
    const action = String(request.headers['x-acs-action'] ?? '');
    const wrong = signatureFault(request, path, pairs, body, nonces, world.token);
    if (wrong !== null) {
      faults.push((wrong[1] as { Code: string }).Code);
      return wrong;
    }
    calls.push({ action, query });
    const first = world.before(action, query);
    if (first !== null) return first;
    const gone = world.missing[action];
    if (gone !== undefined) return gone === 404 ? refuse(404, 'InvalidApi.NotFound') : [gone, '<html>no</html>'];
    const usual = act(action, query);
    return world.after(action, query) ?? usual;
  };

  const act = (action: string, query: Query): Answer => {
    const instance = query.InstanceId === undefined ? undefined : world.instances[query.InstanceId];
    if (query.InstanceId !== undefined && instance === undefined) return refuse(404, 'InvalidInstanceId.NotFound');
    if (query.RegionId !== undefined && query.RegionId !== 'cn-hangzhou')
      return refuse(404, 'InvalidInstanceId.NotFound');
    const text = (value: boolean | number) => (world.native ? value : String(value));
    switch (action) {
      case 'DescribeAuditLogConfig': {
        if (query.RegionId === undefined) return refuse(400, 'MissingRegionId');
        let [retention, on] = [world.retention, instance!.on];
        if (stale !== null && stale.left-- > 0) {
          const [days, states] = JSON.parse(stale.shown) as [number | null, [string, boolean][]];
          retention = days;
          on = states.find(([id]) => id === query.InstanceId)?.[1] ?? on;
        }
        const days = retention === null || (!on && world.offShows !== 'region') ? '' : text(retention);
        const hide = !on && world.offShows === 'absent';
        return [200, { RequestId: 'r', DbAudit: text(on), ...(hide ? {} : { Retention: days }) }];
      }
      case 'DescribeInstanceAttribute': {
        const status = (instance!.busy ?? 0) > 0 ? 'Changing' : (instance!.status ?? 'Normal');
        if (instance!.busy) instance!.busy -= 1;
        const AuditLogRetention = instance!.on ? String(world.retention) : '0';
        return [200, { Instances: { DBInstanceAttribute: [{ InstanceStatus: status, AuditLogRetention }] } }];
      }
      case 'DescribeInstances': {
        const size = Number(query.PageSize ?? 30);
        const page = Number(query.PageNumber ?? 1);
        const asked = query.InstanceIds?.split(',');
        const all = Object.entries(world.instances).filter(([id]) => asked === undefined || asked.includes(id));
        const list = all.slice((page - 1) * size, page * size).map(([id, { status = 'Normal', busy = 0, fields }]) => ({
          InstanceId: id,
          RegionId: 'cn-hangzhou',
          InstanceType: 'Redis',
          EditionType: 'Community',
          InstanceClass: 'redis.master.small.default',
          EngineVersion: '5.0',
          ArchitectureType: 'standard',
          InstanceStatus: busy > 0 ? 'Changing' : status,
          ...fields,
        }));
        return [
          200,
          { TotalCount: all.length, PageNumber: page, PageSize: size, Instances: { KVStoreInstance: list } },
        ];
      }
      case 'DescribeEngineVersion':
        return [200, { IsLatestVersion: true }];
      case 'DescribeServiceLinkedRoleExists':
        return [200, { ExistsServiceLinkedRole: world.role }];
      case 'InitializeKvstorePermission':
        world.role = true;
        return [200, { RequestId: 'r' }];
      case 'ModifyAuditLogConfig': {
        const on = (query.DbAudit ?? 'true') === 'true';
        if (!/^(true|false)$/.test(query.DbAudit ?? 'true')) return refuse(400, 'InvalidDbAudit');
        if ((instance!.busy ?? 0) > 0) return refuse(403, 'TaskHasExist');
        if ((instance!.status ?? 'Normal') !== 'Normal') return refuse(403, 'IncorrectDBInstanceState');
        if (on && !(Number(query.Retention) >= 1 && Number(query.Retention) <= 365))
          return refuse(400, 'InvalidRetention');
        if (!on && query.Retention !== undefined) return refuse(400, 'InvalidRetention');
        if (on && !world.role) return refuse(400, 'ResourceConfigError');
        stale = { left: world.lag, shown: shown() };
        instance!.on = on;
        if (on) world.retention = Number(query.Retention);
        return [200, { RequestId: 'r' }];
      }
      case 'DescribeAuditRecords': {
        if (!instance!.on)
          return refuse(400, 'IncorrectDBInstance.NotSupported', 'This instance do not support log audit.');
        if (![query.StartTime, query.EndTime].every((time) => /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/.test(time ?? '')))
          return refuse(400, 'InvalidStartTime.Malformed');
        if (Date.parse(query.EndTime!) < world.since)
          return refuse(400, 'InvalidEndTime.Invalid', 'pecified end time is before this service active time.');
        const Items = { SQL: world.records > 0 ? [{ SQLText: 'SET CANARY-record 1' }] : [] };
        return [200, { TotalRecordCount: world.records, PageNumber: 1, PageSize: Number(query.PageSize ?? 30), Items }];
      }
      default:
        return refuse(404, 'InvalidApi.NotFound');
    }
  };

  const server: Server = createServer((request, response) => {
    let body = '';
    request.on('data', (chunk: Buffer) => (body += chunk.toString()));
    request.on('end', () => {
      const [status, said, headers = {}] = answer(request, body);
      if (status === 0) {
        request.socket.destroy();
        return;
      }
      const text = typeof said === 'string' ? said : JSON.stringify(said);
      response.writeHead(status, { 'content-type': 'application/json', ...headers });
      response.end(text);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    world,
    calls,
    faults,
    writes: () => calls.filter(({ action }) => !action.startsWith('Describe')).map(({ query }) => query),
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}
