import type { Plan } from '../model/plan.ts';
import { htmlText } from './html-text.ts';
import { whyInOrder } from './order-reasons.ts';
import { callOf } from './review.ts';
import { svgFigure, svgText } from './svg-text.ts';

const MOST_BOXES = 40;
/** Said in words too, since a colour alone says nothing to many. */
const SIGNS = { '': '', weakens: '− weakens', unknown: '? unknown' } as const;
const WIDTH = 264;
const HEIGHT = 52;
const COLUMN = WIDTH + 76;
const ROW = HEIGHT + 12;
const TOP = 32;

export type StepKind = keyof typeof SIGNS;

interface Box {
  readonly id: string;
  readonly x: number;
  readonly y: number;
}

/**
 * The steps as boxes, a column for each wave, and an arrow wherever one has to wait for another, numbered as in the list
 * of reasons. Targets come in the order given, until the picture is full.
 */
export function stepsPicture(
  plan: Plan,
  addresses: readonly string[],
  kindOf: (operation: string) => StepKind,
): string {
  if (plan.operations.length === 0) return '';
  const operations = new Map(plan.operations.map((operation) => [operation.id, operation]));
  const boxes = new Map(layOut(plan, addresses).map((box) => [box.id, box]));
  const reasons = whyInOrder(plan).map((reason, index) => ({ ...reason, number: index + 1 }));
  const arrows = reasons.flatMap(({ before, after, number, because }) => {
    const [from, to] = [boxes.get(before), boxes.get(after)];
    return from === undefined || to === undefined ? [] : [arrow(from, to, number, because)];
  });
  const drawn = [...boxes.values()].map((box) => {
    const { id, address, summary } = operations.get(box.id)!;
    return boxSvg(box, address, id, summary, kindOf(id));
  });
  const waves = Math.max(...[...boxes.values()].map(({ x }) => x / COLUMN)) + 1;
  const heads = Array.from({ length: waves }, (_, wave) => svgText(wave * COLUMN, 16, 'head', `Wave ${wave + 1}`, 20));
  const height = Math.max(...[...boxes.values()].map(({ y }) => y)) + HEIGHT + 8;
  const left = plan.operations.length - boxes.size;
  const caption =
    (waves > 1 ? 'A numbered arrow is explained in the list below. ' : '') +
    (left === 0
      ? ''
      : `${left} of ${plan.operations.length} steps are not in the picture; the list of steps has them all.`);
  const body = [...heads, ...arrows.map(({ line }) => line), ...drawn, ...arrows.map(({ badge }) => badge)].join('');
  const label = `Steps in order: ${boxes.size} of ${plan.operations.length}, in ${waves} ${waves === 1 ? 'wave' : 'waves'}`;
  return svgFigure('steps-picture', label, waves * COLUMN - (COLUMN - WIDTH) + 4, height, body, caption.trim());
}

function layOut(plan: Plan, addresses: readonly string[]): Box[] {
  const waveOf = new Map(plan.waves.flatMap((wave, index) => wave.map((id) => [id, index] as const)));
  const own = new Map<string, string[]>();
  for (const { id, address } of plan.operations) {
    const known = own.get(address);
    if (known === undefined) own.set(address, [id]);
    else known.push(id);
  }
  const boxes: Box[] = [];
  let top = TOP;
  for (const address of addresses) {
    const used = new Map<number, number>();
    for (const id of own.get(address) ?? []) {
      if (boxes.length >= MOST_BOXES) return boxes;
      const wave = waveOf.get(id) ?? 0;
      const row = used.get(wave) ?? 0;
      used.set(wave, row + 1);
      boxes.push({ id, x: wave * COLUMN, y: top + row * ROW });
    }
    top += Math.max(0, ...used.values()) * ROW;
  }
  return boxes;
}

function boxSvg({ x, y }: Box, address: string, id: string, summary: string, kind: StepKind): string {
  const rect = `<rect class="box${kind === '' ? '' : ` ${kind}`}" x="${x + 1}" y="${y}" width="${WIDTH - 2}" height="${HEIGHT}" rx="6"/>`;
  const step = id.startsWith(`${address}/`) ? id.slice(address.length + 1) : id;
  const lines = [
    svgText(x + 10, y + 16, 'small', address, kind === '' ? 42 : 28),
    kind === ''
      ? ''
      : `<text class="${kind}mark small" x="${x + WIDTH - 10}" y="${y + 16}" text-anchor="end">${SIGNS[kind]}</text>`,
    svgText(x + 10, y + 31, 'head', step, 34),
    svgText(x + 10, y + 45, 'small mono', callOf(summary), 36),
  ];
  return rect + lines.join('');
}

function arrow(from: Box, to: Box, number: number, because: string): { line: string; badge: string } {
  const [x1, y1, x2, y2] = [from.x + WIDTH - 1, from.y + HEIGHT / 2, to.x, to.y + HEIGHT / 2];
  const bend = Math.max(24, (x2 - x1) / 2);
  const line = `<path class="edge" d="M${x1} ${y1}C${x1 + bend} ${y1} ${x2 - bend} ${y2} ${x2 - 7} ${y2}"/><path class="tip" d="M${x2} ${y2}l-8 -4v8z"/>`;
  const [x, y] = [(x1 + x2) / 2, (y1 + y2) / 2];
  const title = `<title>${number}: ${htmlText(because)}</title>`;
  return {
    line,
    badge: `<circle class="dot" cx="${x}" cy="${y}" r="9">${title}</circle><text class="small" x="${x}" y="${y + 4}" text-anchor="middle">${number}</text>`,
  };
}
