// The main job as a story, against the sandbox: plan, apply, nothing left to do, and somebody who switches auditing off.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const main = join(root, 'dist/main.js');

if (process.env.AUDITFORM_SANDBOX_CONTROL_URL === undefined) {
  // Run again inside the sandbox, which sets the addresses and credentials that the examples name.
  const inside = [main, 'sandbox', '--', process.execPath, fileURLToPath(import.meta.url)];
  process.exit(spawnSync(process.execPath, inside, { stdio: 'inherit', cwd: root }).status ?? 1);
}

const journal = mkdtempSync(join(tmpdir(), 'auditform-demo-'));
let wrong = 0;
try {
  tell(
    'Manifests in examples/ say what five databases of five vendors must audit. Are they in order? No network needed.',
  );
  run(0, 'validate', 'examples');

  tell('What differs from the live settings, what does it mean for the audit trail, and which calls would change it?');
  run(0, 'plan', 'examples');

  tell('Do it. The one change that loses history has a waiver in its manifest, so --yes is enough.');
  run(0, 'apply', 'examples', '--yes', '--verify-timeout', '30s');

  tell('Once more: everything is as the manifests say.');
  run(0, 'plan', 'examples', '--detailed-exitcode');

  await switchOff();
  tell('Meanwhile somebody logs in to Couchbase and switches auditing off. The nightly drift check finds it.');
  run(3, 'drift', 'examples');

  tell('apply puts it back, with a line in the journal before and after the write.');
  run(0, 'apply', 'examples', '--yes', '--verify-timeout', '30s');
} finally {
  rmSync(journal, { recursive: true, force: true });
}
console.log(
  wrong === 0
    ? '\nThat is the whole story; every exit code was as expected.'
    : `\n${wrong} exit codes were not as expected.`,
);
process.exitCode = wrong === 0 ? 0 : 1;

function tell(text) {
  console.log(`\n# ${text}`);
}

function run(expected, ...argv) {
  console.log(`$ auditform ${argv.join(' ')}`);
  const quiet = argv[0] === 'apply' ? ['--quiet'] : [];
  const where = argv[0] === 'validate' ? [] : ['--journal', journal];
  const { status } = spawnSync(process.execPath, [main, ...argv, ...where, ...quiet], { stdio: 'inherit', cwd: root });
  console.log(`exit code ${status}`);
  if (status !== expected) wrong++;
}

/** What an administrator would do in the web console, as the call behind it. */
async function switchOff() {
  const { AUDITFORM_SANDBOX_COUCHBASE_URL: url, COUCHBASE_USERNAME: user, COUCHBASE_PASSWORD: password } = process.env;
  const authorization = `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`;
  const body = new URLSearchParams({ auditdEnabled: 'false' });
  const { ok, status } = await fetch(`${url}/settings/audit`, { method: 'POST', headers: { authorization }, body });
  if (!ok) throw new Error(`the sandbox's Couchbase answered ${status}`);
}
