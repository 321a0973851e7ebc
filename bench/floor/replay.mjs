// The floor of plan and apply: a bare script that reads the same manifests and sends the very calls that auditform sent,
// in the same order, so many at a time, with undici. argv: folder, recording (JSON), base URL, concurrency.
import { readFileSync } from 'node:fs';
import { request } from 'undici';
import { readManifests } from './read-manifests.mjs';

const [folder, recording, base, concurrency] = process.argv.slice(2);
const documents = readManifests(folder);
// The recording stands for code that would know what to send, so opening it is not part of the floor's time.
const opened = performance.now();
const calls = JSON.parse(readFileSync(recording, 'utf8'));
globalThis.benchExcludedMs = performance.now() - opened;

let next = 0;
let odd = 0;
const work = async () => {
  while (next < calls.length) {
    const [method, url, headers, body] = calls[next++];
    const answer = await request(base + url, { method, headers, body: body === '' ? null : body });
    const text = await answer.body.text();
    if (answer.statusCode > 299) odd += 1;
    if (text !== '') JSON.parse(text);
  }
};
await Promise.all(Array.from({ length: Number(concurrency) }, work));
process.stdout.write(`${documents.length} documents, ${calls.length} calls, ${odd} refused\n`);
