// The floor of pure work: `yaml` and the compiled ajv function, nothing else. argv: folder.
import { readManifests } from './read-manifests.mjs';

const started = performance.now();
const documents = readManifests(process.argv[2]);
globalThis.benchWorkMs = performance.now() - started;
process.stdout.write(`${documents.length}\n`);
