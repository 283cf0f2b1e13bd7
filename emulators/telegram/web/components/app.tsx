import { useEffect, useLayoutEffect, useState } from 'preact/hooks';
import { applyTheme, keepSeen, readAddress, readSeen, readTheme, showAddress } from '../live/settings.ts';
import { pageLanguage, LanguageContext, wordsByLanguage } from '../words.ts';
import { api, type EditedUser, type UserRecord } from '../live/api.ts';
import { ChatList } from './chat-list.tsx';
import { ChatPane } from './chat-pane.tsx';
import { Notices } from './notices.tsx';
import { Panel } from './panel.tsx';
import { PersonDialog } from './person-dialog.tsx';
import { useLive } from './use-live.ts';
import { useNotices } from './use-notices.ts';

/** Wide enough for the list, a chat and the panel. */
const WIDE = '(min-width: 1180px)';

export function ChatApp() {
  const [address] = useState(readAddress);
  const [open, setOpen] = useState(address.chat);
  const [theme, setTheme] = useState(readTheme);
  const [panel, setPanel] = useState(() => matchMedia(WIDE).matches);
  const [edited, setEdited] = useState<UserRecord | 'new'>();
  const [seen, setSeen] = useState(readSeen);
  const shown = useLive(open);
  const { chats, chat, bot, calls, links, connected } = shown;
  const { notices, notify, attempt, close } = useNotices();
  const person = chats?.find(({ user }) => user.id === open)?.user;
  const language = pageLanguage(person ? person.language_code : navigator.language);
  const w = wordsByLanguage[language];

  // The document changes together with what is in it: an effect after the paint would show the old theme for a moment.
  useLayoutEffect(() => applyTheme(theme), [theme]);
  useLayoutEffect(() => {
    document.documentElement.lang = language;
  }, [language]);
  useLayoutEffect(() => showAddress(open), [open]);
  useLayoutEffect(() => {
    document.title = person ? `${person.first_name} · ${w.title}` : w.title;
  }, [person, w]);
  const newest = chat?.messages.at(-1)?.id;
  useEffect(() => {
    if (open === undefined || newest === undefined) return;
    const now = { ...readSeen(), [open]: newest };
    keepSeen(now);
    setSeen(now);
  }, [open, newest]);

  const save = (profile: EditedUser) => {
    setEdited(undefined);
    attempt(api.savePerson(profile).then(({ id }) => setOpen(id)));
  };
  return (
    <LanguageContext.Provider value={language}>
      <div class={`app ${open === undefined ? 'at-list' : 'at-chat'} ${panel ? 'with-panel' : ''}`}>
        <ChatList chats={chats} open={open} seen={seen} onOpen={setOpen} onAdd={() => setEdited('new')} />
        <ChatPane
          key={open}
          chat={chat}
          bot={bot}
          payload={open === address.chat ? address.start : undefined}
          theme={theme}
          panel={panel}
          notify={notify}
          attempt={attempt}
          onBack={() => setOpen(undefined)}
          onTheme={setTheme}
          onPanel={() => setPanel(!panel)}
          onEdit={() => setEdited(person)}
        />
        {panel && <Panel calls={calls} links={links} chat={chat} onClose={() => setPanel(false)} />}
        {!connected && chats !== undefined && (
          <div class="offline" role="alert">
            {w.offline}
          </div>
        )}
        <Notices notices={notices} onClose={close} />
        {edited !== undefined && (
          <PersonDialog
            person={edited === 'new' ? undefined : edited}
            known={chats?.length ?? 0}
            onSave={save}
            onClose={() => setEdited(undefined)}
          />
        )}
      </div>
    </LanguageContext.Provider>
  );
}
