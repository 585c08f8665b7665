// JQL, as far as searching by what an app indexes needs it: text into clauses. What they mean is in jql-search.ts.

/** Said to the person who wrote the query. */
export class JqlError extends Error {}

export type Operator = '=' | '!=' | '<' | '<=' | '>' | '>=' | '~' | 'in' | 'not in' | 'is' | 'is not';
export type Operand = { text: string } | { call: string; argument: string | null } | 'empty';
export type Clause =
  | { and: Clause[] }
  | { or: Clause[] }
  | { not: Clause }
  | { field: string; operator: Operator; operands: Operand[] };

export interface Query {
  /** Null when nothing restricts it. */
  where: Clause | null;
  orderBy: { field: string; descending: boolean }[];
}

interface Token {
  kind: 'word' | 'quoted' | 'symbol';
  text: string;
}

const pattern =
  /\s*(?:(issue\.property\[(?:"[^"]+"|'[^']+'|[^\]"']+)\](?:\.[\w-]+)+)|"((?:[^"\\]|\\.)*)"|'((?:[^'\\]|\\.)*)'|(<=|>=|!=|[=<>~(),])|([^\s=<>~(),"'!]+))/iy;
const longest = 2_000;

/** @throws {JqlError} where it is not understood. */
export function parseJql(text: string): Query {
  if (text.length > longest) throw new JqlError('The query is too long.');
  const tokens = tokensOf(text);
  let at = 0;
  const peekWord = (): string => {
    const token = tokens[at];
    return token?.kind === 'word' ? token.text.toLowerCase() : '';
  };
  const next = (what: string): Token => {
    const token = tokens[at];
    if (!token) throw new JqlError(`Expecting ${what} but the query ends.`);
    at += 1;
    return token;
  };
  const take = (...words: string[]): boolean => {
    const matches = words.every((word, index) => {
      const token = tokens[at + index];
      return token !== undefined && token.kind !== 'quoted' && token.text.toLowerCase() === word;
    });
    if (matches) at += words.length;
    return matches;
  };

  const any = (): Clause => {
    const parts = [all()];
    while (take('or')) parts.push(all());
    return parts.length === 1 ? (parts[0] as Clause) : { or: parts };
  };
  const all = (): Clause => {
    const parts = [one()];
    while (take('and')) parts.push(one());
    return parts.length === 1 ? (parts[0] as Clause) : { and: parts };
  };
  const one = (): Clause => {
    if (take('not')) return { not: one() };
    if (take('(')) {
      const inner = any();
      if (!take(')')) throw new JqlError("Expecting ')'.");
      return inner;
    }
    const field = next('a field');
    if (field.kind === 'symbol') throw new JqlError(`Expecting a field but got '${field.text}'.`);
    const operator = readOperator();
    const operands = operator === 'in' || operator === 'not in' ? readList() : [readOperand()];
    return { field: field.text, operator, operands };
  };
  const readOperator = (): Operator => {
    if (take('not', 'in')) return 'not in';
    if (take('is', 'not')) return 'is not';
    for (const word of ['is', 'in'] as const) if (take(word)) return word;
    const { kind, text: symbol } = next('an operator');
    if (kind === 'symbol' && /^(=|!=|<|<=|>|>=|~)$/.test(symbol)) return symbol as Operator;
    throw new JqlError(`Expecting an operator but got '${symbol}'.`);
  };
  const readList = (): Operand[] => {
    if (!take('(')) throw new JqlError("Expecting '(' before a list.");
    const operands = [readOperand()];
    while (take(',')) operands.push(readOperand());
    if (!take(')')) throw new JqlError("Expecting ')' after a list.");
    return operands;
  };
  const readOperand = (): Operand => {
    const { kind, text: value } = next('a value');
    if (kind === 'quoted') return { text: value };
    if (kind === 'symbol') throw new JqlError(`Expecting a value but got '${value}'.`);
    if (/^(empty|null)$/i.test(value)) return 'empty';
    if (!take('(')) return { text: value };
    const argument = take(')') ? null : next('an argument').text;
    if (argument !== null && !take(')')) throw new JqlError("Expecting ')' after an argument.");
    return { call: value.toLowerCase(), argument };
  };

  const where = tokens.length === 0 || peekWord() === 'order' ? null : any();
  const orderBy: Query['orderBy'] = [];
  if (take('order', 'by')) {
    do {
      const field = next('a field to order by').text;
      const descending = take('desc');
      if (!descending) take('asc');
      orderBy.push({ field, descending });
    } while (take(','));
  }
  if (at < tokens.length) throw new JqlError(`Nothing is expected at '${tokens[at]?.text}'.`);
  if (orderBy.length > 7) throw new JqlError('No more than 7 fields to order by.');
  return { where, orderBy };
}

function tokensOf(text: string): Token[] {
  const tokens: Token[] = [];
  pattern.lastIndex = 0;
  while (text.slice(pattern.lastIndex).trim() !== '') {
    const match = pattern.exec(text);
    if (!match) throw new JqlError('The query has a character that is not understood.');
    const [, property, double, single, symbol, word] = match;
    const quoted = double ?? single;
    if (quoted !== undefined) tokens.push({ kind: 'quoted', text: quoted.replace(/\\(.)/g, '$1') });
    else if (symbol !== undefined) tokens.push({ kind: 'symbol', text: symbol });
    else tokens.push({ kind: 'word', text: property ?? word ?? '' });
  }
  return tokens;
}
