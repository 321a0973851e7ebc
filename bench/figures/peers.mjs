import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { LIMITS, writeManifests } from '../fleet/write-manifests.mjs';
import { compare, interleave, runNode } from '../measure.mjs';
import { PARALLELISM } from './beside-replay.mjs';

/** What people use who have no tool for it; each asks the addresses that `plan` asked, as many at a time. Neither signs nor judges. */
const PEERS = [
  { name: 'curl', needs: 'curl', share: 1, note: `the floor is xargs -P ${PARALLELISM} curl`, ask: askWithCurl },
  // It takes a fifth of a second of processor time for each call.
  {
    name: 'Ansible',
    needs: 'ansible-playbook',
    share: 10,
    note: `the floor is ansible.builtin.uri with ${PARALLELISM} forks`,
    ask: askWithAnsible,
  },
];

/** `plan` of `size` targets beside its peers; of those that are slow, of a share. */
export async function peers(bench, { size, latency, runs }) {
  const lines = [];
  for (const peer of PEERS) {
    if (spawnSync(peer.needs, ['--version']).error === undefined)
      lines.push(await beside(bench, peer, { size: size / peer.share, latency, runs: Math.ceil(runs / peer.share) }));
    else process.stderr.write(`peers: there is no ${peer.needs} here, so nothing to compare with\n`);
  }
  return lines;
}

async function beside(bench, { name, note, ask }, { size, latency, runs }) {
  const { server, folder, main } = bench;
  const manifests = join(folder, `peers-${size}`);
  await writeManifests(manifests, { size, base: server.base, limits: LIMITS });
  const files = { out: join(folder, 'out.txt'), cwd: folder };
  const settings = { size, latency, every: 10 };
  let calls = [];
  const ours = async (turn) => {
    await server.reset({ ...settings, record: turn === 0 });
    const used = await runNode([main, 'plan', manifests, '--parallelism', String(PARALLELISM)], files);
    if (turn > 0) return used;
    const { log } = await server.seen();
    calls = log.map(([method, url, headers, body]) => ({ method, url: `${server.base}${url}`, headers, body }));
    return used;
  };
  const theirs = async () => {
    await server.reset({ ...settings, record: false });
    const started = performance.now();
    const { status, stdout } = ask(calls, folder);
    if (status !== 0) throw new Error(`${name} ended with ${status}: ${String(stdout).slice(-2000)}`);
    return { wallMs: performance.now() - started };
  };
  const pairs = await interleave(runs, ours, theirs);
  return {
    figure: `plan beside ${name}, ${size} targets`,
    unit: 'ms',
    bar: 1,
    ...compare(pairs),
    note: `${calls.length} calls; ${note}`,
  };
}

function askWithCurl(calls, folder) {
  const addresses = join(folder, 'addresses.txt');
  writeFileSync(addresses, calls.map(({ url }) => `${url}\n`).join(''));
  const each = ['-P', String(PARALLELISM), '-d', '\n', '-n', '1', 'curl', '-s', '-g', '-o', '/dev/null'];
  return spawnSync('xargs', each, { input: readFileSync(addresses) });
}

/** So many hosts, all of them this one, since Ansible goes side by side through hosts only. */
function askWithAnsible(calls, folder) {
  const inventory = join(folder, 'inventory.json');
  const playbook = join(folder, 'playbook.json');
  const names = Array.from({ length: Math.min(PARALLELISM, calls.length) }, (_, index) => `worker${index}`);
  const hosts = names.map((name, index) => [
    name,
    { ansible_connection: 'local', calls: calls.filter((_, at) => at % names.length === index) },
  ]);
  const sent = Object.fromEntries(['method', 'url', 'headers', 'body'].map((part) => [part, `{{ item.${part} }}`]));
  const task = { ...sent, status_code: [200, 201] };
  const play = { hosts: 'all', gather_facts: false, tasks: [{ 'ansible.builtin.uri': task, loop: '{{ calls }}' }] };
  writeFileSync(inventory, JSON.stringify({ all: { hosts: Object.fromEntries(hosts) } }));
  writeFileSync(playbook, JSON.stringify([play]));
  return spawnSync('ansible-playbook', ['-i', inventory, '-f', String(PARALLELISM), playbook], {
    env: { ...process.env, ANSIBLE_LOCALHOST_WARNING: 'false' },
    maxBuffer: 64 * 1024 * 1024,
  });
}
