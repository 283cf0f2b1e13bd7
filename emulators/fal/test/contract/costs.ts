/** FAL's prices in USD, in the words of its model pages (fal.ai/models/<endpoint>) as public projects quoted them in August and September 2026. They change: the pages win. */
const PRICES = {
  // «$0.0024 per step. A minimum of 1000 steps will be billed.»
  'fal-ai/flux-lora-portrait-trainer': { perUnit: 0.0024, unit: 'step', least: 1000 },
  // «$0.035 per megapixel», rounded up to whole ones for each picture.
  'fal-ai/flux-lora': { perUnit: 0.035, unit: 'megapixel', least: 1 },
} as const;

interface PaidRequest {
  what: string;
  endpoint: keyof typeof PRICES;
  units: number;
}

/** The fewest steps that are billed: a shorter training would not be cheaper. */
export const STEPS = PRICES['fal-ai/flux-lora-portrait-trainer'].least;

/** Every request of the contract that FAL charges for, or may. */
export const PAID: readonly PaidRequest[] = [
  { what: 'a training to its end', endpoint: 'fal-ai/flux-lora-portrait-trainer', units: STEPS },
  { what: 'a training cancelled at once', endpoint: 'fal-ai/flux-lora-portrait-trainer', units: STEPS },
  { what: 'a training whose input is refused', endpoint: 'fal-ai/flux-lora-portrait-trainer', units: STEPS },
  { what: 'a training whose archive is none', endpoint: 'fal-ai/flux-lora-portrait-trainer', units: STEPS },
  { what: 'a training with a broken picture', endpoint: 'fal-ai/flux-lora-portrait-trainer', units: STEPS },
  { what: 'a picture made with the weights', endpoint: 'fal-ai/flux-lora', units: 1 },
  { what: 'a picture whose LoRA is refused', endpoint: 'fal-ai/flux-lora', units: 1 },
];

/** What a request costs at most, USD. */
export function mostOf({ endpoint, units }: PaidRequest): number {
  const { perUnit, least } = PRICES[endpoint];
  return perUnit * Math.max(units, least);
}

/** What all of them cost at most, USD. */
export function mostOfAll(): number {
  return PAID.reduce((sum, one) => sum + mostOf(one), 0);
}
