/** What generates a picture: weights at an address that FAL can read, or a model that FAL keeps. */
export type PreviewModel = { readonly weightsUrl: string } | { readonly finetuneId: string };

/** Most submissions of one picture that were, or may have been, paid. It bounds what an avatar's pictures cost. */
export const MOST_PAID_TRIES = 3;

/** `unsafe`: FAL marked it, and it is not kept. `unconfirmed`: nobody knows whether it was submitted. */
export const previewOutcomes = ['stored', 'unsafe', 'failed', 'unconfirmed'] as const;
export type PreviewOutcome = (typeof previewOutcomes)[number];

/**
 * The request for one upright picture. Source: fal.ai/models/fal-ai/flux-lora/api and
 * fal.ai/models/fal-ai/flux-pro/v1.1-ultra-finetuned/api; one call makes 1 to 4 pictures of one prompt, and each is
 * charged.
 */
export function previewInput(model: PreviewModel, prompt: string): Readonly<Record<string, unknown>> {
  const common = { prompt, num_images: 1, output_format: 'jpeg' };
  if ('finetuneId' in model) {
    // Safety runs from 1, the strictest, to 6.
    const finetuned = { finetune_id: model.finetuneId, finetune_strength: 1 };
    return { ...common, ...finetuned, aspect_ratio: '3:4', safety_tolerance: '2' };
  }
  const loras = [{ path: model.weightsUrl, scale: 1 }];
  return { ...common, loras, image_size: 'portrait_4_3', enable_safety_checker: true };
}
