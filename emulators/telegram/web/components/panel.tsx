import { useState } from 'preact/hooks';
import type { CallView, ChatView, RunLink } from '../live/api.ts';
import { briefOf } from '../live/brief.ts';
import { linksIn, type FoundLink } from '../live/links.ts';
import { useWords } from '../words.ts';
import { Icon } from './icons.tsx';

interface PanelProps {
  readonly calls: readonly CallView[];
  readonly links: readonly RunLink[];
  readonly chat: ChatView | undefined;
  readonly onClose: () => void;
}

/** The bot's calls of the Bot API, newest first, with links to the runs behind them. */
export function Panel({ calls, links, chat, onClose }: PanelProps) {
  const { w } = useWords();
  const [everyChat, setEveryChat] = useState(false);
  const [polls, setPolls] = useState(false);
  const of = everyChat ? undefined : chat?.user.id;
  const shown = calls.filter((call) => (of === undefined || call.chat === of) && (polls || !isPoll(call))).toReversed();
  const runs = linksIn(chat?.messages.map(({ buttons }) => buttons) ?? [], links);
  return (
    <aside class="panel" aria-label={w.panel}>
      <header class="bar">
        <h2>{w.calls}</h2>
        <button type="button" class="round" aria-label={w.close} onClick={onClose}>
          <Icon name="close" />
        </button>
      </header>
      <div class="panel-choices">
        <span class="switch" role="group">
          <button type="button" aria-pressed={!everyChat} onClick={() => setEveryChat(false)}>
            {w.thisChat}
          </button>
          <button type="button" aria-pressed={everyChat} onClick={() => setEveryChat(true)}>
            {w.everyChat}
          </button>
        </span>
        <label class="check">
          <input type="checkbox" checked={polls} onChange={({ currentTarget }) => setPolls(currentTarget.checked)} />
          {w.polls}
        </label>
      </div>
      {runs.length > 0 && (
        <section class="runs" aria-label={w.runs}>
          <h3>{w.runs}</h3>
          {runs.map((run) => (
            <RunLinkLine key={run.address} run={run} named />
          ))}
        </section>
      )}
      <ol class="calls">
        {shown.length === 0 && <li class="no-calls">{w.noCalls}</li>}
        {shown.map((call) => (
          <CallLine key={call.index} call={call} links={links} />
        ))}
      </ol>
      <p class="development">{w.development}</p>
    </aside>
  );
}

/** A poll without updates. */
function isPoll({ method, result, ok }: CallView): boolean {
  return method === 'getUpdates' && (ok === null || (Array.isArray(result) && result.length === 0));
}

function CallLine({ call, links }: { call: CallView; links: readonly RunLink[] }) {
  const { w, language } = useWords();
  const [open, setOpen] = useState(false);
  const { method, params, ok, error, error_code: code, result, ms, fault, date } = call;
  const failed = ok === false || fault !== undefined;
  const outcome = fault === undefined ? (ok === null ? w.waiting : ok ? 'ok' : String(code)) : String(fault);
  return (
    <li class={`call ${failed ? 'failed' : ''}`} data-method={method}>
      <details onToggle={({ currentTarget }) => setOpen(currentTarget.open)}>
        <summary>
          <time>{new Date(date).toLocaleTimeString(language, { hour12: false })}</time>
          <span class="call-method">{method}</span>
          <span class="call-ms">{ms === undefined ? '' : `${ms} ${w.ms}`}</span>
          <span class="call-outcome">{outcome}</span>
          <span class="call-brief" dir="auto">
            {error ?? briefOf(call)}
          </span>
        </summary>
        {open && (
          <div class="call-details">
            <h4>{w.parameters}</h4>
            <pre tabIndex={0}>{JSON.stringify(params, null, 2)}</pre>
            {result !== undefined && (
              <>
                <h4>{w.result}</h4>
                <pre tabIndex={0}>{JSON.stringify(result, null, 2)}</pre>
              </>
            )}
          </div>
        )}
      </details>
      {linksIn([params, result], links)
        .slice(0, 3)
        .map((run) => (
          <RunLinkLine key={run.address} run={run} />
        ))}
    </li>
  );
}

/** Characters of an id that tell it from others. */
const SHORT = 8;

function RunLinkLine({ run: { title, address, id }, named = false }: { run: FoundLink; named?: boolean }) {
  return (
    <a class="run" href={address} target="_blank" rel="noopener noreferrer" title={id}>
      {title} · {named ? id : id.slice(0, SHORT)}
      <Icon name="outside" size={13} />
    </a>
  );
}
