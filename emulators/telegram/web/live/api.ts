import type { BotProfile } from '../../bot-profile.ts';
import type { CallView } from '../../call-view.ts';
import type { ChatLine } from '../../chat-list.ts';
import type { CallbackRecord, UserRecord } from '../../model.ts';
import type { RunLink } from '../../run-links.ts';
import type { PlayedKind, Sent, SharedKind } from '../../user-side.ts';
import type { ChatView } from '../../view.ts';

export type { BotProfile, CallbackRecord, CallView, ChatLine, ChatView, RunLink, UserRecord };
export type { ButtonView, MediaView, MessageView } from '../../view.ts';
export type { Entity } from '../../model.ts';

/** Media besides texts, photos and files. */
export type MediaChoice = PlayedKind | SharedKind;

export type EditedUser = Partial<UserRecord> & { first_name: string };

export interface FilesOptions {
  readonly asDocument: boolean;
  readonly album: boolean;
  readonly caption: string;
}

/** The emulator refused; the message says why. */
export class EmulatorError extends Error {
  override readonly name = 'EmulatorError';
}

/** Number of calls shown when the page opens. */
const CALLS_AT_FIRST = 300;

/** The emulator's users' side, as far as the page needs it. Each throws EmulatorError. */
export const api = {
  chats: () => get<ChatLine[]>('/emulator/chats'),
  chat: (user: number) => get<ChatView>(`/emulator/chats/${user}`),
  bot: (user: number) => get<BotProfile>(`/emulator/users/${user}/bot`),
  calls: () => get<CallView[]>(`/emulator/calls?last=${CALLS_AT_FIRST}`),
  links: () => get<RunLink[]>('/emulator/links'),
  callback: (id: string) => get<CallbackRecord>(`/emulator/callbacks/${id}`),
  savePerson: (profile: EditedUser) => post<UserRecord>('/emulator/users', profile),
  say: (user: number, text: string) => post<unknown>(`/emulator/users/${user}/text`, { text }),
  tap: (user: number, messageId: number, data: string) =>
    post<{ callback_query_id: string }>(`/emulator/users/${user}/tap`, { message_id: messageId, data }),
  sendMedia: (user: number, kind: MediaChoice) => post<unknown>(`/emulator/users/${user}/${kind}`, {}),
  setBlocked: (user: number, blocked: boolean) =>
    post<unknown>(`/emulator/users/${user}/${blocked ? 'block' : 'unblock'}`, {}),
  sendFiles(user: number, files: readonly File[], { asDocument, album, caption }: FilesOptions): Promise<Sent> {
    const query = new URLSearchParams({ ...(asDocument && { as: 'document' }), ...(album && { album: '1' }) });
    const form = new FormData();
    if (caption.trim()) form.set('caption', caption);
    for (const file of files) form.append('photo', file, file.name);
    return request<Sent>(`/emulator/users/${user}/photos?${query.toString()}`, { method: 'POST', body: form });
  },
};

const get = <T>(path: string) => request<T>(path, {});

function post<T>(path: string, body: unknown): Promise<T> {
  const headers = { 'content-type': 'application/json' };
  return request<T>(path, { method: 'POST', headers, body: JSON.stringify(body) });
}

async function request<T>(path: string, init: RequestInit): Promise<T> {
  const response = await fetch(path, init);
  const body = (await response.json()) as T & { error?: string };
  if (!response.ok) throw new EmulatorError(body.error ?? response.statusText);
  return body;
}
