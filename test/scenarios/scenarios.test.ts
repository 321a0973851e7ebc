import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { openWorkspace, type Workspace } from '../workspace.ts';
import { readStory } from './story.ts';
import { createTeller } from './teller.ts';

const folder = fileURLToPath(new URL('.', import.meta.url));
const stories = readdirSync(folder).filter((name) => statSync(join(folder, name)).isDirectory());
const home = process.cwd();

/**
 * One folder a story: `story.yaml` (what happens), `manifest.yaml`, and `transcript.txt` (what a user sees, what the
 * vendors were sent, what the journal holds). `npx vitest run test/scenarios -u` writes transcripts anew: read the diff.
 */
describe('stories', () => {
  let workspace: Workspace;
  beforeEach(async () => {
    workspace = await openWorkspace();
    process.chdir(workspace.folder);
  });
  afterEach(async () => {
    process.chdir(home);
    const crashes = workspace.sandbox.crashes();
    await workspace.close();
    expect(crashes, 'a simulator crashed').toEqual([]);
  });

  test.each(stories)('%s', async (name) => {
    const story = readStory(join(folder, name, 'story.yaml'));
    workspace.write('connections.yaml', readFileSync(join(folder, 'connections.yaml'), 'utf8'));
    workspace.write('manifest.yaml', readFileSync(join(folder, name, 'manifest.yaml'), 'utf8'));
    const teller = createTeller(workspace);
    for (const step of story.steps) await teller.tell(step);
    await expect(`${story.about}\n\n${teller.transcript()}`).toMatchFileSnapshot(join(folder, name, 'transcript.txt'));
  });
});
