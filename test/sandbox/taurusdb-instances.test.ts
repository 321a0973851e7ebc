import { describe, expect, it } from 'vitest';
import {
  type Caller,
  DAY,
  instanceOf,
  instancePath,
  LEDGER,
  LEGACY,
  NOWHERE,
  ORDERS,
  PROJECT,
  REPORTS,
  refusal,
  SETTLE_MS,
  taurusdbCaller,
} from './taurusdb-caller.ts';

const LIST = `/v3/${PROJECT}/instances`;
const UNIFIED = `/v3.1/${PROJECT}/instances`;

async function names(caller: Caller, query: string, path = LIST): Promise<string[]> {
  const { body } = await caller.get(`${path}?${query}`);
  return body.instances.map(({ name }: { name: string }) => name);
}

describe.each([LIST, UNIFIED])('GET %s', (path) => {
  it('shows the instances of the project and counts them', async () => {
    const { body } = await taurusdbCaller().get(path);
    expect(body.total_count).toBe(4);
    expect(body.instances.map(({ id }: { id: string }) => id)).toEqual([LEDGER, ORDERS, REPORTS, LEGACY]);
  });

  it('pages, and counts all of them on every page', async () => {
    const caller = taurusdbCaller();
    const page = await caller.get(`${path}?offset=3&limit=2`);
    expect(page.body).toMatchObject({ total_count: 4, instances: [{ name: 'legacy' }] });
    expect((await caller.get(`${path}?offset=4`)).body).toEqual({ total_count: 4, instances: [] });
  });

  it('gives 100 a page and no more', async () => {
    const caller = taurusdbCaller();
    caller.edit((state) => {
      const [first] = state.instances;
      const more = Array.from({ length: 101 }, (_, index) => `${String(index).padStart(32, '0')}in07`);
      state.instances = more.map((id) => ({ ...structuredClone(first!), id }));
    });
    const { body } = await caller.get(path);
    expect([body.instances.length, body.total_count]).toEqual([100, 101]);
  });

  it.each(['0', '101', '-1', '1.5', ''])('refuses the limit %j', async (limit) => {
    expect(refusal(await taurusdbCaller().get(`${path}?limit=${limit}`))).toBe('400 DBS.280439');
  });

  it.each(['offset=-1', 'offset=', 'marker=x', 'limit=1&limit=2', 'type=Single', 'datastore_type=mysql', 'tags=env'])(
    'refuses %s',
    async (query) => {
      expect(refusal(await taurusdbCaller().get(`${path}?${query}`))).toBe('400 DBS.280001');
    },
  );

  it('looks for a name as it stands, or for a part of it behind an asterisk', async () => {
    const caller = taurusdbCaller();
    expect(await names(caller, 'name=ledger', path)).toEqual(['ledger']);
    expect(await names(caller, 'name=edge', path)).toEqual([]);
    expect(await names(caller, 'name=Ledger', path)).toEqual([]);
    expect(await names(caller, 'name=*edge', path)).toEqual(['ledger']);
    expect(refusal(await caller.get(`${path}?name=*`))).toBe('400 DBS.280001');
  });

  it('filters by id, tags and address', async () => {
    const caller = taurusdbCaller();
    expect(await names(caller, `id=${ORDERS}`, path)).toEqual(['orders']);
    expect(await names(caller, 'tags=env%3Dprod', path)).toEqual(['ledger']);
    expect(await names(caller, 'tags=env%3Dprod,team%3Da', path)).toEqual([]);
    expect(await names(caller, 'tags=env%3Ddev', path)).toEqual([]);
    expect(await names(caller, 'tags=team%3Dprod', path)).toEqual([]);
    expect(await names(caller, 'private_ip=192.168.0.144', path)).toEqual(['reports']);
    expect(await names(caller, 'type=Cluster&datastore_type=gaussdb-mysql&vpc_id=none', path)).toEqual([]);
  });
});

describe('an instance', () => {
  it('carries engine, kernel, region and tags, and nodes in the details only', async () => {
    const caller = taurusdbCaller();
    const shown = {
      id: LEDGER,
      name: 'ledger',
      status: 'ACTIVE',
      region: 'ap-southeast-3',
      port: 3306,
      datastore: { type: 'gaussdb-mysql', kernel_version: '2.0.63.250300' },
      tags: [{ key: 'env', value: 'prod' }],
    };
    const { body } = await caller.get(LIST);
    expect(body.instances[0]).toMatchObject(shown);
    expect(body.instances[0]).not.toHaveProperty('nodes');
    const detail = await caller.get(instancePath());
    expect(detail.body.instance).toMatchObject(shown);
    expect(detail.body.instance.nodes).toHaveLength(2);
  });

  it('may show its port as text', async () => {
    const { body } = await taurusdbCaller({ port: 'string' }).get(instancePath());
    expect(body.instance.port).toBe('3306');
  });

  it.each([
    ['ACTIVE', 'normal'],
    ['BUILD', 'creating'],
    ['FAILED', 'createfail'],
    ['REBOOTING', 'abnormal'],
    ['FROZEN', 'abnormal'],
  ])('that is %s in v3 is %s in v3.1', async (status, unified) => {
    const caller = taurusdbCaller();
    caller.edit((state) => Object.assign(instanceOf(state, LEDGER), { status }));
    const detail = (version: string) => caller.get(instancePath().replace('/v3/', `/${version}/`));
    expect((await detail('v3')).body.instance.status).toBe(status);
    expect((await detail('v3.1')).body.instance.status).toBe(unified);
    expect((await caller.get(UNIFIED)).body.instances[0].status).toBe(unified);
  });

  it('shows the word of the operation that runs on it until that ends', async () => {
    const caller = taurusdbCaller();
    const operation = { status: 'BACKING UP', endsAt: caller.now() + 1_000 };
    caller.edit((state) => Object.assign(instanceOf(state, LEDGER), { operation }));
    const status = async () => (await caller.get(instancePath())).body.instance.status;
    expect(await status()).toBe('BACKING UP');
    caller.advance(1_000);
    expect(await status()).toBe('ACTIVE');
  });

  it('has no update time while it is created', async () => {
    const caller = taurusdbCaller();
    caller.edit((state) => Object.assign(instanceOf(state, LEDGER), { status: 'BUILD' }));
    expect((await caller.get(instancePath())).body.instance.updated).toBe('');
  });

  it('takes no query parameters', async () => {
    expect(refusal(await taurusdbCaller().get(`${instancePath()}?nodes=false`))).toBe('400 DBS.280001');
  });
});

describe('an instance id', () => {
  const CALLS = [
    ['GET', ''],
    ['GET', '/audit-log-policy'],
    ['PUT', '/audit-log-policy'],
    ['GET', '/audit-logs'],
    ['POST', '/audit-log-link'],
  ] as const;

  it.each(CALLS)('that does not exist is 404 for %s %s', async (method, suffix) => {
    const answer = await taurusdbCaller().call(method, instancePath(NOWHERE, suffix));
    expect(answer).toMatchObject({ status: 404, body: { error_code: 'DBS.200002' } });
    expect(Object.keys(answer.body)).toEqual(['error_code', 'error_msg']);
  });

  it.each(CALLS)('of another form is 400 for %s %s', async (method, suffix) => {
    for (const id of [LEDGER.replace('in07', 'in01'), LEDGER.slice(1), `${LEDGER}0`, '%00'])
      expect(refusal(await taurusdbCaller().call(method, instancePath(id, suffix)))).toBe('400 DBS.280404');
  });

  it.each(['DBS.200045', 'DBS.200408', 'DBS.200602', 'DBS.201028', 'DBS.290005', 'DBS.290011'] as const)(
    'that does not exist may answer %s',
    async (missingInstance) => {
      const answer = await taurusdbCaller({ missingInstance }).policy(NOWHERE);
      expect(refusal(answer)).toBe(`404 ${missingInstance}`);
    },
  );

  it('of an instance in another project does not exist', async () => {
    const caller = taurusdbCaller();
    const subProject = 'a'.repeat(32);
    caller.edit((state) => {
      state.projects.push({ id: subProject, name: 'ap-southeast-3_team', domain: 'sandbox-account' });
      instanceOf(state, LEDGER).projectId = subProject;
    });
    expect((await caller.policy()).status).toBe(404);
    expect((await caller.get(instancePath(LEDGER, '', subProject))).status).toBe(200);
  });
});

describe('GET instances/details', () => {
  const details = (ids: string) => taurusdbCaller().get(`${LIST}/details?${ids}`);

  it('shows those that exist, with nodes', async () => {
    const { body } = await details(`instance_ids=${ORDERS},${NOWHERE},${LEDGER}`);
    expect(body.instances).toMatchObject([
      { name: 'ledger', nodes: [{ type: 'master' }, { type: 'slave' }] },
      { name: 'orders' },
    ]);
  });

  it('takes 20 ids at most, and well-formed ones', async () => {
    const ids = (count: number) => `instance_ids=${Array.from({ length: count }, () => LEDGER).join(',')}`;
    expect(refusal(await details(ids(20)))).toBe('200 accepted');
    expect(refusal(await details(ids(21)))).toBe('400 DBS.280001');
    expect(refusal(await details('instance_ids=ledger'))).toBe('400 DBS.280404');
    expect(refusal(await details(`instance_ids=${LEDGER},ledger`))).toBe('400 DBS.280404');
    expect(refusal(await details(''))).toBe('400 DBS.280404');
  });
});

describe('GET jobs', () => {
  async function startedJob(caller: Caller): Promise<string> {
    return (await caller.set(LEDGER, { keep_days: 365 })).body.job_id;
  }

  const show = (caller: Caller, id: string) => caller.get(`/v3/${PROJECT}/jobs?id=${id}`);

  it('shows a job only seconds after it began, and for a month', async () => {
    const caller = taurusdbCaller();
    const id = await startedJob(caller);
    expect(refusal(await show(caller, id))).toBe('400 DBS.200543');
    caller.advance(2_000);
    expect((await show(caller, id)).body.job).toMatchObject({ id, status: 'Running', ended: '' });
    caller.advance(SETTLE_MS - 2_000);
    expect((await show(caller, id)).body.job).toMatchObject({
      status: 'Completed',
      created: '2026-01-02T03:00:00+0000',
      ended: '2026-01-02T03:00:05+0000',
      instance: { id: LEDGER, name: 'ledger' },
      fail_reason: '',
    });
    caller.advance(30 * DAY - SETTLE_MS);
    expect(refusal(await show(caller, id))).toBe('200 accepted');
    caller.advance(1);
    expect(refusal(await show(caller, id))).toBe('400 DBS.200543');
  });

  it('shows that a job failed, and why', async () => {
    const caller = taurusdbCaller();
    caller.edit((state) => Object.assign(instanceOf(state, LEDGER), { failNext: true }));
    const id = await startedJob(caller);
    caller.advance(2_000);
    const { job } = (await show(caller, id)).body;
    expect(job.status).toBe('Failed');
    expect(job.fail_reason).not.toBe('');
  });

  it('shows the jobs of the project alone', async () => {
    const caller = taurusdbCaller();
    const id = await startedJob(caller);
    const subProject = 'a'.repeat(32);
    caller.edit(({ projects }) => {
      projects.push({ id: subProject, name: 'ap-southeast-3_team', domain: 'sandbox-account' });
    });
    caller.advance(2_000);
    expect(refusal(await caller.get(`/v3/${subProject}/jobs?id=${id}`))).toBe('400 DBS.200543');
  });

  it('needs an id and knows nothing else', async () => {
    const caller = taurusdbCaller();
    const read = async (query: string) => refusal(await caller.get(`/v3/${PROJECT}/jobs${query}`));
    expect(await read('')).toBe('400 DBS.280001');
    expect(await read('?id=')).toBe('400 DBS.280001');
    expect(await read('?id=x&status=Running')).toBe('400 DBS.280001');
    expect(await read('?id=unknown')).toBe('400 DBS.200543');
  });
});
