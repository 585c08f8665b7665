// What a query for Prometheus names: metrics, their labels and values. No full parser: enough to find a name that is wrong.

export interface Named {
  metric: string;
  /** Of `{label="value"}`; values are what a matcher lists, without those that use a pattern. */
  matchers: { label: string; values: string[] }[];
}

const words = new Set([
  'and',
  'or',
  'unless',
  'by',
  'without',
  'on',
  'ignoring',
  'group_left',
  'group_right',
  'bool',
  'offset',
]);

/** Every metric that `query` names, with its matchers, and the labels that it groups by. */
export function namesIn(query: string): { metrics: Named[]; groupedBy: string[] } {
  const groupedBy: string[] = [];
  const rest = query.replace(/\b(?:by|on|without|ignoring)\s*\(([^)]*)\)/g, (_all, labels: string) => {
    groupedBy.push(...labels.split(',').map((label) => label.trim()));
    return ' ';
  });
  // Ranges such as [5m] would look like names.
  const metrics = [
    ...rest.replace(/\[[^\]]*\]/g, ' ').matchAll(/([a-zA-Z_:][\w:]*)\s*(\(|\{[^}]*\})?/g),
  ].flatMap(([, metric = '', after = '']) =>
    after === '(' || words.has(metric) ? [] : [{ metric, matchers: matchersIn(after) }],
  );
  return { metrics, groupedBy };
}

function matchersIn(selector: string): Named['matchers'] {
  return [...selector.matchAll(/(\w+)\s*(?:=~|!~|!=|=)\s*"([^"]*)"/g)].map(([, label = '', value = '']) => ({
    label,
    values: value.split('|').filter((one) => /^[\w]+$/.test(one)),
  }));
}
