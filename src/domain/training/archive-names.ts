/** A photo's file name in the archive for trainers. Its number leads back to the photo. */
export function archiveName(number: number): string {
  return `photo-${number}.jpg`;
}

/** Numbers of the photos that a trainer's message names by their files or captions in the archive. */
export function photosNamedIn(words: string): number[] {
  const numbers = [...words.matchAll(/\bphoto-(\d{1,6})\.(?:jpg|txt)\b/gi)].map(([, number]) => Number(number));
  return [...new Set(numbers)];
}
