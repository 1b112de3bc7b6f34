// Bundles' codes as they are scanned: by a hand scanner, which types them and ends each with Enter, or by the phone's camera where the
// browser reads barcodes. A code that could not be sent waits for the next one.
import { post } from '/shared/api.mjs';
import { h, show, action } from '/shared/dom.mjs';
import { bundleOf } from './print_words.mjs';

const LOOK_EVERY_MS = 250;
const SAME_CODE_MS = 4000;
const CODES_MAX = 1000;

/** What became of one code, in words; the answer's lists of unknown and received are of all scans, so doubled and misread come first. */
function wordsOf(code, answer, bundles) {
  const bundle = bundles.get(code);
  if (answer.misread.some((m) => code.startsWith(m))) return ['bad', `${code} 没有读准，请再扫一次。`];
  if (answer.doubled.includes(code)) return ['warn', `${bundle ? bundleOf(bundle) : code} 已经扫过。`];
  if (answer.received.includes(code)) return ['good', `收到 ${bundle ? bundleOf(bundle) : code}。`];
  return ['bad', `${code} 不属于这一批。`];
}

// ---- the camera ----

const mayUseCamera = async () => 'BarcodeDetector' in window && (await BarcodeDetector.getSupportedFormats()).includes('code_128');

async function openCamera(place, found) {
  const stream = await navigator.mediaDevices.getUserMedia({ video: { facingMode: 'environment', width: { ideal: 1280 } } });
  const video = h('video', { autoplay: true, muted: true, playsInline: true });
  const detector = new BarcodeDetector({ formats: ['code_128'] });
  const seen = new Map();
  video.srcObject = stream;
  show(place, h('div', { class: 'finder square' }, video));
  await video.play();
  const timer = setInterval(async () => {
    const codes = await detector.detect(video).catch(() => []);
    for (const { rawValue: code } of codes) {
      if (Date.now() - (seen.get(code) ?? 0) > SAME_CODE_MS) found(code);
      seen.set(code, Date.now());
    }
  }, LOOK_EVERY_MS);
  return () => {
    clearInterval(timer);
    for (const track of stream.getTracks()) track.stop();
    show(place);
  };
}

function cameraButton(place, found) {
  let end = null;
  const button = h('button', { type: 'button', hidden: true, onclick: action(async () => {
    if (end) end();
    end = end ? null : await openCamera(place, found);
    button.textContent = end ? '关闭摄像头' : '用摄像头扫';
  }) }, '用摄像头扫');
  mayUseCamera().then((may) => { button.hidden = !may; }, () => {});
  return { button, close: () => end?.() };
}

// ---- the box ----

/** {box, focus(), close()}; changed(): after codes were judged. */
export function scanBox(consignment, changed) {
  const bundles = new Map(consignment.bundles.map((b) => [b.code, b]));
  const told = h('ul', { class: 'past scanned', 'aria-live': 'polite' });
  const waits = h('p', { class: 'bad', role: 'alert' });
  const input = h('input', { name: 'code', autocomplete: 'off', autocapitalize: 'characters', spellcheck: 'false', inputmode: 'text', 'aria-label': '班级包条码' });
  const camera = h('div', {});
  let queue = [];
  let isSending = false;

  const tell = (codes, answer) => {
    for (const code of codes) {
      const [kind, words] = wordsOf(code, answer, bundles);
      told.prepend(h('li', { class: kind }, words));
    }
    while (told.children.length > 8) told.lastChild.remove();
  };
  /** One request at a time: a hand scanner is faster than a slow line. */
  const send = async () => {
    if (isSending) return;
    isSending = true;
    try {
      while (queue.length) {
        const codes = queue.slice(0, CODES_MAX);
        tell(codes, await post(`/consignments/${consignment.consignment_id}/scan`, { codes }));
        queue = queue.slice(codes.length);
        waits.textContent = '';
        await changed();
      }
    } catch (e) {
      if (!('status' in e)) throw e;
      waits.textContent = `${queue.length} 个条码还没有送出：${e.message}再扫一次或点“确定”会一并送出。`;
    } finally {
      isSending = false;
    }
  };
  const found = (text) => {
    const code = text.replace(/[\s-]/g, '').toUpperCase();
    if (code) queue.push(code);
    return send();
  };
  const { button, close } = cameraButton(camera, found);
  const form = h('form', {}, h('div', { class: 'joined' }, h('label', {}, h('span', {}, '扫班级包条码（扫码枪直接扫，或输入后按回车）'), input), h('button', {}, '确定')), button);
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    const code = input.value;
    input.value = '';
    found(code);
  });
  return { box: h('div', { id: 'scan' }, form, camera, waits, told), focus: () => input.focus(), close };
}
