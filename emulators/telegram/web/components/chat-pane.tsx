import { useState } from 'preact/hooks';
import { api, type BotProfile, type ChatView, type FilesOptions, type MediaView } from '../live/api.ts';
import { startPayload } from '../live/links.ts';
import type { Theme } from '../live/settings.ts';
import { useWords } from '../words.ts';
import { Composer } from './composer.tsx';
import { ActionsContext, type Actions } from './context.ts';
import { DropZones } from './drop-zones.tsx';
import { FilesDialog } from './files-dialog.tsx';
import { Header } from './header.tsx';
import { Messages } from './messages.tsx';
import type { Choice } from './popup.tsx';
import { useTaps } from './use-taps.ts';
import { Viewer } from './viewer.tsx';

export interface ChatPaneProps {
  readonly chat: ChatView | undefined;
  readonly bot: BotProfile | undefined;
  /** start payload from the page's address */
  readonly payload: string | undefined;
  readonly theme: Theme;
  readonly panel: boolean;
  readonly notify: (text: string, alert?: boolean) => void;
  readonly attempt: (work: Promise<unknown>) => void;
  readonly onBack: () => void;
  readonly onTheme: (theme: Theme) => void;
  readonly onPanel: () => void;
  readonly onEdit: () => void;
}

export function ChatPane({ chat, bot, payload, notify, attempt, onEdit, ...header }: ChatPaneProps) {
  const { w, count } = useWords();
  const [start, setStart] = useState(payload);
  const [files, setFiles] = useState<{ files: readonly File[]; asDocument: boolean }>();
  const [sending, setSending] = useState(0);
  const [viewed, setViewed] = useState<MediaView>();
  const user = chat?.user.id ?? 0;
  const username = chat?.bot.username ?? '';
  const { tap, waiting } = useTaps(chat, ({ text, alert, url }) => {
    if (text !== undefined) notify(text, alert);
    if (url !== undefined) setStart(startPayload(url, username));
  });
  const say = (text: string) => attempt(api.say(user, text));
  const actions: Actions = {
    username,
    say,
    waiting,
    tap: (messageId, data) => attempt(tap(user, messageId, data)),
    start: setStart,
    view: setViewed,
  };
  const send = (chosen: readonly File[], options: FilesOptions) => {
    setFiles(undefined);
    setSending((number) => number + chosen.length);
    attempt(api.sendFiles(user, chosen, options).finally(() => setSending((number) => number - chosen.length)));
  };
  const begin = () => {
    say(['/start', start].filter(Boolean).join(' '));
    setStart(undefined);
  };
  const offerFiles = (chosen: readonly File[], asDocument: boolean) => setFiles({ files: chosen, asDocument });
  const blocked = chat?.blocked === true;
  const choices: Choice[] = [
    { name: w.editPerson, icon: 'plus', choose: onEdit },
    {
      name: w.copyLink,
      icon: 'link',
      choose: () => attempt(navigator.clipboard.writeText(location.href).then(() => notify(w.copied))),
    },
    {
      name: blocked ? w.unblock : w.block,
      icon: 'close',
      choose: () => attempt(api.setBlocked(user, !blocked)),
    },
  ];
  const pictures = chat?.messages.flatMap(({ media }) => (media && isPicture(media) ? [media] : [])) ?? [];
  return (
    <ActionsContext.Provider value={actions}>
      <main class="chat">
        <Header chat={chat} bot={bot} choices={choices} {...header} />
        {chat ? <Messages chat={chat} bot={bot} /> : <div class="messages-frame nobody">{w.pick}</div>}
        {sending > 0 && (
          <div class="sending" role="status">
            {count(w.sending, sending)}
          </div>
        )}
        {chat &&
          (blocked ? (
            <button type="button" class="wide" onClick={() => attempt(api.setBlocked(user, false))}>
              {w.unblock}
            </button>
          ) : chat.messages.length === 0 || start !== undefined ? (
            <button type="button" class="wide" data-act="start" onClick={begin}>
              {w.start}
            </button>
          ) : (
            <Composer
              chat={chat}
              bot={bot}
              onSay={say}
              onFiles={offerFiles}
              onMedia={(kind) => attempt(api.sendMedia(user, kind))}
            />
          ))}
        {chat && !blocked && <DropZones onFiles={offerFiles} />}
        {files && <FilesDialog {...files} onSend={send} onClose={() => setFiles(undefined)} />}
        {viewed && <Viewer pictures={pictures} shown={viewed.file_id} onClose={() => setViewed(undefined)} />}
      </main>
    </ActionsContext.Provider>
  );
}

function isPicture({ kind, mime_type: mime = '' }: MediaView): boolean {
  return kind === 'photo' || /^image\/(jpeg|png|webp|gif)$/.test(mime);
}
