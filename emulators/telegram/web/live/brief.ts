import type { CallView } from '../../call-view.ts';

/** Characters of a line. */
const SHOWN = 120;

/** A call in one line: the sent text, or the received updates. */
export function briefOf({ method, params, result }: Pick<CallView, 'method' | 'params' | 'result'>): string {
  if (method === 'getUpdates' && Array.isArray(result)) return result.map((update) => briefOfUpdate(update)).join(', ');
  const text = params['text'] ?? params['caption'] ?? params['action'] ?? params['file_path'] ?? '';
  return line(text);
}

function briefOfUpdate(update: unknown): string {
  if (!isRecord(update)) return '';
  const [kind = '', content] = Object.entries(update).find(([name]) => name !== 'update_id') ?? [];
  const said = isRecord(content) ? (content['text'] ?? content['data'] ?? content['caption'] ?? '') : '';
  return `← ${kind} ${line(said)}`.trim();
}

function line(text: unknown): string {
  const words = typeof text === 'string' ? text : JSON.stringify(text);
  return words.replaceAll(/\s+/g, ' ').slice(0, SHOWN);
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}
