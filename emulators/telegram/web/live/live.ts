import { api, type BotProfile, type CallView, type ChatLine, type ChatView, type RunLink } from './api.ts';

/** The emulator's state as the page shows it. */
export interface LiveView {
  readonly connected: boolean;
  /** undefined until the first answer */
  readonly chats?: readonly ChatLine[];
  readonly chat?: ChatView;
  readonly bot?: BotProfile;
  readonly links: readonly RunLink[];
  readonly calls: readonly CallView[];
}

const CALLS_KEPT = 600;
/** Changes within this time are fetched together, ms. */
const TOGETHER_MS = 40;

/** Follows the emulator's events, and fetches what has changed. */
export class Live {
  #shown: LiveView = { connected: false, links: [], calls: [] };
  #open: number | undefined;
  readonly #listeners = new Set<() => void>();
  readonly #waiting = new Map<string, () => Promise<void>>();
  #planned = false;
  #fetching = false;

  get shown(): LiveView {
    return this.#shown;
  }

  subscribe(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** @returns a function that stops it */
  follow(): () => void {
    const events = new EventSource('/emulator/events');
    events.addEventListener('open', () => {
      this.#set({ connected: true, calls: [] });
      this.#all();
    });
    events.addEventListener('error', () => this.#set({ connected: false }));
    events.addEventListener('people', () => this.#all());
    events.addEventListener('chat', ({ data }) => {
      const { user_id: user } = JSON.parse(String(data)) as { user_id: number };
      this.#soon('chats', () => this.#fetchChats());
      if (user === this.#open) this.#soon('chat', () => this.#fetchChat());
    });
    events.addEventListener('call', ({ data }) => this.#keepCalls([JSON.parse(String(data)) as CallView]));
    return () => events.close();
  }

  /** Shows a user's chat. */
  open(user: number | undefined): void {
    if (this.#open === user) return;
    this.#open = user;
    const { chat: _chat, bot: _bot, ...rest } = this.#shown;
    this.#shown = rest;
    this.#tell();
    this.#soon('chat', () => this.#fetchChat());
    this.#soon('bot', () => this.#fetchBot());
  }

  #all(): void {
    this.#soon('chats', () => this.#fetchChats());
    this.#soon('chat', () => this.#fetchChat());
    this.#soon('bot', () => this.#fetchBot());
    this.#soon('links', async () => this.#set({ links: await api.links() }));
    this.#soon('calls', async () => this.#keepCalls(await api.calls()));
  }

  async #fetchChats(): Promise<void> {
    this.#set({ chats: await api.chats() });
  }

  async #fetchChat(): Promise<void> {
    const user = this.#open;
    if (user === undefined) return;
    const chat = await api.chat(user);
    if (user === this.#open) this.#set({ chat });
  }

  async #fetchBot(): Promise<void> {
    const user = this.#open;
    if (user === undefined) return;
    const bot = await api.bot(user);
    if (user === this.#open) this.#set({ bot });
  }

  /** Keeps shown calls that are as new: an event may arrive before an older answer. */
  #keepCalls(calls: readonly CallView[]): void {
    const known = new Map(this.#shown.calls.map((call) => [call.index, call]));
    for (const call of calls) if (known.get(call.index)?.ms === undefined) known.set(call.index, call);
    this.#set({ calls: [...known.values()].toSorted((a, b) => a.index - b.index).slice(-CALLS_KEPT) });
  }

  #soon(what: string, fetchIt: () => Promise<void>): void {
    this.#waiting.set(what, fetchIt);
    this.#plan();
  }

  #plan(): void {
    if (this.#planned) return;
    this.#planned = true;
    setTimeout(() => void this.#fetchWaiting(), TOGETHER_MS);
  }

  async #fetchWaiting(): Promise<void> {
    this.#planned = false;
    // One at a time: a late answer would show an older state.
    if (this.#fetching) return;
    this.#fetching = true;
    const waiting = [...this.#waiting.values()];
    this.#waiting.clear();
    // Failed requests are repeated when the events are back.
    await Promise.allSettled(waiting.map((fetchIt) => fetchIt()));
    this.#fetching = false;
    if (this.#waiting.size > 0) this.#plan();
  }

  #set(change: Partial<LiveView>): void {
    this.#shown = { ...this.#shown, ...change };
    this.#tell();
  }

  #tell(): void {
    for (const listener of this.#listeners) listener();
  }
}
