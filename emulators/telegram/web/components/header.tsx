import { useEffect, useState } from 'preact/hooks';
import type { BotProfile, ChatView } from '../live/api.ts';
import type { Theme } from '../live/settings.ts';
import { useWords, type Words } from '../words.ts';
import { Face } from './face.tsx';
import { Icon, type IconName } from './icons.tsx';
import { Popup, type Choice } from './popup.tsx';

interface HeaderProps {
  readonly chat: ChatView | undefined;
  readonly bot: BotProfile | undefined;
  readonly theme: Theme;
  readonly panel: boolean;
  readonly choices: readonly Choice[];
  readonly onBack: () => void;
  readonly onTheme: (theme: Theme) => void;
  readonly onPanel: () => void;
}

const themes: Record<Theme, { next: Theme; icon: IconName }> = {
  auto: { next: 'light', icon: 'auto' },
  light: { next: 'dark', icon: 'sun' },
  dark: { next: 'auto', icon: 'moon' },
};

export function Header({ chat, bot, theme, panel, choices, onBack, onTheme, onPanel }: HeaderProps) {
  const { w } = useWords();
  const action = useAction(chat);
  const name = bot?.name ?? chat?.bot.first_name ?? '';
  const themeName = { auto: w.themeAuto, light: w.themeLight, dark: w.themeDark }[theme];
  return (
    <header class="bar chat-header">
      {chat && (
        <>
          <button type="button" class="round back" aria-label={w.back} onClick={onBack}>
            <Icon name="back" />
          </button>
          <Face id={chat.bot.id} name={name} size={42} />
          <div class="who">
            <h1 dir="auto">{name}</h1>
            <span class={action === undefined ? '' : 'acting'}>
              {action === undefined ? `${w.bot} · ${w.emulator}` : `${actionInWords(action, w)}…`}
            </span>
          </div>
        </>
      )}
      <span class="spacer" />
      <button
        type="button"
        class="round"
        data-act="theme"
        aria-label={themeName}
        title={themeName}
        onClick={() => onTheme(themes[theme].next)}
      >
        <Icon name={themes[theme].icon} />
      </button>
      <button
        type="button"
        class="round"
        data-act="panel"
        aria-label={w.panel}
        title={w.panel}
        aria-pressed={panel}
        onClick={onPanel}
      >
        <Icon name="panel" />
      </button>
      {chat && (
        <Popup label={w.more} className="chat-menu" choices={choices}>
          <Icon name="more" />
        </Popup>
      )}
    </header>
  );
}

/** An action is shown for five seconds at most (sendChatAction). */
const ACTION_MS = 5_000;

function useAction(chat: ChatView | undefined): string | undefined {
  const [ended, setEnded] = useState(0);
  const { action = '', date = 0 } = chat?.action ?? {};
  const left = date * 1000 + ACTION_MS - Date.now();
  useEffect(() => {
    if (left <= 0) return;
    const timer = setTimeout(() => setEnded(date), left);
    return () => clearTimeout(timer);
  }, [date, action]);
  return action !== '' && left > 0 && ended !== date ? action : undefined;
}

function actionInWords(action: string, w: Words): string {
  if (action === 'typing') return w.typing;
  if (action === 'upload_photo') return w.sendingPhoto;
  if (action === 'upload_document') return w.sendingFile;
  return w.busy;
}
