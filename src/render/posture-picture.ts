import type { PlannedTarget } from '../model/plan.ts';
import type { Posture } from '../model/posture.ts';
import { FAMILIES, familyState, postureHeadline } from './posture-words.ts';
import { svgFigure, svgText } from './svg-text.ts';

const MOST_TARGETS = 30;
const ROW = 50;
const TOP = 44;
const BEFORE = 220;
const AFTER = 570;
const WIDTH = 890;
const MARKS = { on: '✓', off: '–', unsure: '?' } as const;

/** What each target records before and after: one row a target, six boxes for the families of events. */
export function posturePicture(targets: readonly PlannedTarget[], sides: readonly [string, string]): string {
  if (targets.length === 0) return '';
  const shown = targets.slice(0, MOST_TARGETS);
  const heads = sides.map((side, index) => svgText(index === 0 ? BEFORE : AFTER, 18, 'head', side, 40)).join('');
  const rows = shown.map(({ address, posture }, index) => {
    const y = TOP + index * ROW;
    const [before, after] = [posture.live, posture.desired];
    return [
      `<line class="rule" x1="0" x2="${WIDTH}" y1="${y - 12}" y2="${y - 12}"/>`,
      svgText(0, y + 8, 'head', address.split('/').slice(1).join('/'), 28),
      svgText(0, y + 24, 'small', address.split('/')[0]!, 30),
      postureBlock(BEFORE, y, before),
      `<text x="${AFTER - 36}" y="${y + 16}" class="head">→</text>`,
      postureBlock(AFTER, y, after),
    ].join('');
  });
  const height = TOP + shown.length * ROW;
  const left = targets.length - shown.length;
  const legend = '✓ recorded, – not recorded, ? cannot be told.';
  const caption =
    left === 0
      ? legend
      : `${legend} ${left} of ${targets.length} targets are not in the picture; the table has them all.`;
  const label = `What is recorded and kept, ${sides[0].toLowerCase()} and ${sides[1].toLowerCase()}, by target`;
  return svgFigure('posture', label, WIDTH, height, heads + rows.join(''), caption);
}

function postureBlock(x: number, y: number, posture: Posture | null): string {
  const headline = svgText(x, y + 4, '', postureHeadline(posture), 48);
  if (posture === null) return headline;
  const boxes = FAMILIES.map((family, index) => {
    const state = familyState(posture, family);
    const left = x + index * 50;
    const mark = `<text x="${left + 6}" y="${y + 22}" text-anchor="middle" class="${state}mark small">${MARKS[state]}</text>`;
    const name = svgText(left + 14, y + 22, 'small', family.replace('dml-', ''), 6);
    return `<rect class="${state}" x="${left}" y="${y + 12}" width="12" height="12" rx="2"/>${mark}${name}`;
  });
  return headline + boxes.join('');
}
