/** `name=value` lines, as GITHUB_OUTPUT and GitLab's dotenv reports take them. Values are single words. */
export function stepOutputs(values: Readonly<Record<string, string | number | boolean>>): string {
  return Object.entries(values)
    .map(([name, value]) => {
      if (/[^\w:.-]/.test(String(value))) throw new Error(`${name} is no single word`);
      return `${name}=${value}\n`;
    })
    .join('');
}
