'use strict';
// Pictures and files as the verifier takes them: in base 64, and no larger than a code needs.

const SIDE_MAX = 1600;
const FILE_BYTES_MAX = 8 * 1024 * 1024;

/** The bytes of a blob in base 64. */
function base64(blob) {
  return new Promise((resolve, reject) => {
    const reader = new FileReader();
    reader.onload = () => resolve(reader.result.slice(reader.result.indexOf(',') + 1));
    reader.onerror = () => reject(reader.error);
    reader.readAsDataURL(blob);
  });
}

/** What is drawn of a picture or a frame of video, as PNG: upright, at most so many pixels on a side. */
function drawn(source, width, height) {
  const scale = Math.min(1, SIDE_MAX / Math.max(width, height));
  const canvas = document.createElement('canvas');
  canvas.width = Math.max(1, Math.round(width * scale));
  canvas.height = Math.max(1, Math.round(height * scale));
  const context = canvas.getContext('2d', { alpha: false });
  context.drawImage(source, 0, 0, canvas.width, canvas.height);
  return new Promise((resolve, reject) => {
    canvas.toBlob((blob) => blob ? resolve(blob) : reject(new Trouble('picture')), 'image/png');
  });
}

/** What a chosen file is asked as. */
async function subjectOf(file) {
  if (file.size > FILE_BYTES_MAX && !file.type.startsWith('image/')) throw new Trouble('too_large');
  if (file.name.toLowerCase().endsWith('.ofd')) return { file: await base64(file) };
  let picture;
  try {
    picture = await createImageBitmap(file);
  } catch {
    throw new Trouble('picture');
  }
  try {
    return { picture: await base64(await drawn(picture, picture.width, picture.height)) };
  } finally {
    picture.close();
  }
}
