import type { AvatarType, Gender } from '../avatar/avatar.ts';
import { TRIGGER_WORD } from '../training/trainers.ts';

/**
 * What the first pictures of an avatar show: everyday scenes, dressed, alone, in good light; nothing that anybody would
 * hide from their mother. Picture N has prompt N, so the first ones should differ most. Change them freely: existing
 * pictures keep theirs.
 */
const portraits = [
  (who: string) =>
    `studio portrait photo of ${who}, plain grey background, soft key light, wearing a dark wool sweater, calm smile, looking at the camera, 85mm lens`,
  (who: string) =>
    `photo of ${who} walking down a sunlit old town street, wearing a light linen coat, candid, golden hour, waist up, 50mm lens`,
  (who: string) =>
    `photo of ${who} in a cosy cafe by a rain-dotted window, holding a cup of coffee, warm evening light, wearing a knitted cardigan, shallow depth of field`,
  (who: string) =>
    `photo of ${who} on a mountain trail at sunrise, wearing a hiking jacket and a backpack, wide valley behind, fresh morning light, waist up`,
  (who: string) =>
    `business portrait photo of ${who}, modern office with large windows, wearing a tailored navy blazer over a white shirt, confident and friendly`,
  (who: string) =>
    `photo of ${who} in a city at night, neon reflections, wearing a leather jacket buttoned up, cinematic light, looking over the shoulder`,
  (who: string) =>
    `photo of ${who} in an autumn park, golden leaves, wearing a long coat and a scarf, laughing, soft overcast light`,
  (who: string) =>
    `oil painting portrait of ${who} in the manner of an old master, dark background, chiaroscuro, period costume with a high collar`,
] as const;

const scenes = [
  'a lighthouse on a rocky shore at dusk',
  'a bowl of oranges and a blue jug on a wooden table',
  'a quiet street of an old town after the rain',
  'a fox in a winter forest',
  'a sailing boat on a calm lake, mountains behind',
  'a greenhouse full of plants in morning light',
  'a cat asleep on a windowsill',
  'a market square seen from above',
] as const;

const settings = [
  'on a plain light background, studio light, sharp focus',
  'on a wooden table by a large window, morning light',
  'in a sunlit meadow, shallow depth of field',
  'on a beach at golden hour',
  'in a cosy room with a bookshelf, warm lamp light',
  'in a snowy forest, soft overcast light',
  'on a stone terrace with the sea behind',
  'as a watercolour illustration, soft colours',
] as const;

const who: Readonly<Record<Gender, string>> = {
  male: `${TRIGGER_WORD} man`,
  female: `${TRIGGER_WORD} woman`,
  other: `${TRIGGER_WORD} person`,
};

/** Most pictures of an avatar: there is a prompt for each. */
export const MOST_PREVIEWS = 8;

/** The prompts in order of the pictures' numbers. Each contains the trigger word. */
export function previewPrompts(avatarType: AvatarType, gender: Gender): readonly string[] {
  switch (avatarType) {
    case 'character':
      return portraits.map((prompt) => prompt(who[gender]));
    case 'style':
      return scenes.map((scene) => `${scene}, in the style of ${TRIGGER_WORD}`);
    case 'custom':
      return settings.map((setting) => `photo of ${TRIGGER_WORD} ${setting}`);
  }
}
