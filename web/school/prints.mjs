// Prints and their way to the school: ordered (order_prints.mjs), made and packed (orders.mjs), shipped and scanned (consignments.mjs).
import { get, getNow, Problem } from '/shared/api.mjs';
import { h, show, say, plain } from '/shared/dom.mjs';
import { consignmentsCard } from './consignments.mjs';
import { orderCard } from './order_prints.mjs';
import { ordersCard } from './orders.mjs';
import { isRunning } from './print_words.mjs';

const LOOK_EVERY_MS = 1500;

/** Gives what ends it. */
export async function printsPage(body, school) {
  const progress = await get(`/schools/${school}/progress`);
  const place = h('div', {});
  const chosen = new Set();
  const parcels = consignmentsCard(school);
  let shown = '';
  let timer = null;
  let isOpen = true;

  const draw = (prints) => {
    const now = JSON.stringify(prints);
    if (now === shown) return; // nothing is redrawn under a finger for the same
    shown = now;
    show(place, ordersCard(prints, { again, chosen, packed }));
  };
  const look = async () => {
    const { prints } = await getNow(`/prints?school_code=${school}`);
    draw(prints);
    return prints.some(isRunning);
  };
  /** Asked again while something is in work; a line that breaks for a moment changes nothing. */
  const follow = async () => {
    clearTimeout(timer);
    const more = await look().catch((e) => { if (e instanceof Problem && e.passing) return true; throw e; });
    if (more && isOpen) timer = setTimeout(() => follow().catch((e) => say(e.message, 'error')), LOOK_EVERY_MS);
  };
  async function again() { await follow(); }
  async function packed(consignment) {
    if (!consignment) throw plain('请先选择要装箱的打印任务。');
    await Promise.all([again(), parcels.open(consignment.consignment_id)]);
    say('已装箱，请填写运单号。', 'good');
  }
  show(body, orderCard(school, progress, again), place, parcels.card);
  await Promise.all([follow(), parcels.read()]);
  return () => {
    isOpen = false;
    clearTimeout(timer);
    parcels.close();
  };
}
