/** What a photo is called in the archive that trainers are given: the number in it leads back to the photo. */
export function archiveName(number: number): string {
  return `photo-${number}.jpg`;
}

/** Photos that words of a trainer's name by their files in the archive, or by the captions beside them. */
export function photosNamedIn(words: string): number[] {
  const numbers = [...words.matchAll(/\bphoto-(\d{1,6})\.(?:jpg|txt)\b/gi)].map(([, number]) => Number(number));
  return [...new Set(numbers)];
}
