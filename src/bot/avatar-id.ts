import { createHash } from 'node:crypto';

/** Our own namespace for name-based ids, drawn once. */
const NAMESPACE = Buffer.from('5b0c1f5e7d5d4a2f9e0a3c6b8f2d4e61', 'hex');

/**
 * The id of the avatar that a walk through the wizard creates: the same for every tap on its last button, so that two
 * taps make one. Not the message's id, because a message may create another avatar after its first is deleted. A UUID
 * of version 5 (RFC 9562, 5.5).
 * @param walk names the tap or command that began the walk (update-key.ts)
 */
export function avatarIdOf(botId: number, chatId: number, walk: number): string {
  const hash = createHash('sha1').update(NAMESPACE).update(`${botId}:${chatId}:${walk}`).digest().subarray(0, 16);
  hash.writeUInt8((hash.readUInt8(6) & 0x0f) | 0x50, 6);
  hash.writeUInt8((hash.readUInt8(8) & 0x3f) | 0x80, 8);
  return hash.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}
