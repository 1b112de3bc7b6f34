// Looks at a chosen file before it is sent: a file that cannot pass costs no upload, and the sentence says what to do.
import { plain } from '/shared/dom.mjs';

/** http-api.md: larger bodies are refused. */
const PHOTO_BYTES_MAX = 8 * 1024 * 1024;
const CODE_BYTES_MAX = 4 * 1024 * 1024;
const SIDE_PX_MIN = 400;

const mb = (bytes) => `${(bytes / 1024 / 1024).toFixed(1)} MB`;
const text = (head, from, to) => String.fromCharCode(...head.slice(from, to));

async function kindOf(file) {
  const head = new Uint8Array(await file.slice(0, 16).arrayBuffer());
  if (head[0] === 0xff && head[1] === 0xd8 && head[2] === 0xff) return 'jpeg';
  if (text(head, 1, 4) === 'PNG') return 'png';
  if (text(head, 0, 4) === 'RIFF' && text(head, 8, 12) === 'WEBP') return 'webp';
  if (text(head, 4, 8) === 'ftyp' && /^(hei|hev|mif|msf)/.test(text(head, 8, 12))) return 'heic';
  return 'other';
}

const PHOTO_KINDS = {
  heic: '这是 HEIC 格式的照片，不能使用。请在 iPhone“设置 › 相机 › 格式”中选“兼容性最佳”后重拍，或直接点“打开相机”。',
  png: '这是 PNG 图片，多半是截图。请选择手机相机直接拍摄的 JPEG 原图。',
  webp: '这是 WebP 图片，不是相机原图。请选择手机相机直接拍摄的 JPEG 原图。',
  other: '这个文件不是 JPEG 照片。请选择手机相机直接拍摄的 JPEG 原图。',
};

function size(file, max) {
  if (!file.size) throw plain('这个文件是空的，请重新选择。');
  if (file.size > max) throw plain(`这个文件有 ${mb(file.size)}，超过 ${mb(max)} 的上限。请选择较小的文件，或在相机设置中降低分辨率后重拍。`);
}

/** Throws a sentence unless this can be a photo. */
export async function checkPhoto(file) {
  const wrong = PHOTO_KINDS[await kindOf(file)];
  if (file.size && wrong) throw plain(wrong);
  size(file, PHOTO_BYTES_MAX);
}

/** Throws a sentence unless this can be a picture of a code; gives it with the type that its bytes have. */
export async function checkCodePicture(file) {
  size(file, CODE_BYTES_MAX);
  const kind = await kindOf(file);
  if (!['jpeg', 'png'].includes(kind)) throw plain('采集码图片须为 PNG 或 JPEG 格式。请在学信网长按采集码保存，再选择保存的图片。');
  return new Blob([file], { type: `image/${kind}` });
}

/** What the decoded picture shows: null, or why it cannot be used. */
export function tooSmall(image) {
  const { naturalWidth: w, naturalHeight: h } = image;
  return Math.min(w, h) < SIDE_PX_MIN ? `照片只有 ${w}×${h} 像素，至少需要 ${SIDE_PX_MIN}×${SIDE_PX_MIN}。请选择相机原图。` : null;
}
