/** Source: core.telegram.org/api/links#bot-links, the parameter `start`. */
export const START_PAYLOAD = /^[\w-]{1,64}$/;

/** Changes with the format, like callback data's version. */
const PREFIX = 'a1-';

/** A link that opens one avatar in a chat with the bot, for its owner only. */
export function deepLink(botUsername: string, avatarId: string): string {
  return `https://t.me/${botUsername}?start=${payloadOf(avatarId)}`;
}

/** @param avatarId a uuid, in lower case */
export function payloadOf(avatarId: string): string {
  return PREFIX + avatarId.replaceAll('-', '');
}

/** @returns null when the link leads to no avatar */
export function avatarIdIn(payload: string): string | null {
  const [, ...parts] = /^a1-([\da-f]{8})([\da-f]{4})([\da-f]{4})([\da-f]{4})([\da-f]{12})$/.exec(payload) ?? [];
  return parts.length > 0 ? parts.join('-') : null;
}
