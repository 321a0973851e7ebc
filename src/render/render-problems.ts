import type { Problem } from '../model/problem.ts';
import { jsonText } from './json-text.ts';
import type { Palette } from './palette.ts';
import { problemsText } from './problems-text.ts';

/** Problems alone, in any format. */
export async function renderProblems(problems: readonly Problem[], format: string, palette: Palette): Promise<string> {
  switch (format) {
    case 'json':
      return jsonText({ format: 'auditform.problems/1', problems });
    case 'markdown':
      return (await import('./problems-markdown.ts')).problemsMarkdown(problems);
    case 'sarif':
      return (await import('./problems-sarif.ts')).problemsSarif(problems);
    case 'junit':
      return (await import('./problems-junit.ts')).problemsJunit(problems);
    case 'html':
      return (await import('./problems-html.ts')).problemsHtml(problems);
    default:
      return problemsText(problems, palette);
  }
}
