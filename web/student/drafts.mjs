// The drafts box: pick one and submit it, or delete one that is old enough.
import { call, picture, post, serverNow } from '/shared/api.mjs';
import { h, action, askingButton, when } from '/shared/dom.mjs';
import { mayHandIn } from './next.mjs';

const onPhone = () => matchMedia('(pointer: coarse)').matches;

function warningsOf(draft) {
  if (!draft.warnings?.length) return null;
  return h('p', { class: 'warn' }, `提示：${draft.warnings.map((w) => w.message.replace(/。$/, '')).join('；')}`);
}

async function submit(me, draft) {
  if (me.submission?.state === 'awaiting_payment') {
    await call('PUT', `/submissions/${me.submission.submission_id}`, { draft_id: draft.draft_id });
  } else {
    await post('/submissions', { draft_id: draft.draft_id, channel: onPhone() ? 'h5' : 'native' });
  }
}

function draftRow(me, draft, refresh) {
  const img = h('img', { class: 'photo', alt: `${when(draft.made_at)}制作的照片`, width: 180, height: 240 });
  picture(`/drafts/${draft.draft_id}/photo.jpg`).then((url) => { img.src = url; }, () => { img.alt = '照片暂时读不到，请刷新页面。'; });
  const old = new Date(draft.deletable_at) <= serverNow();
  const isChange = me.submission?.state === 'awaiting_payment';
  const label = isChange ? '改用这张' : '确认上传这张';
  return h('div', { class: 'draft' }, img, h('div', {},
    h('p', { class: 'quiet' }, `${when(draft.made_at)} 制作`), warningsOf(draft),
    h('div', { class: 'row' },
      isChange || mayHandIn(me) ? h('button', { class: 'main', onclick: action(async () => { await submit(me, draft); await refresh(); }) }, label) : null,
      old ? askingButton('删除', '确定删除？', async () => { await call('DELETE', `/drafts/${draft.draft_id}`); await refresh(); }, { class: 'danger' }) : null),
    old ? null : h('p', { class: 'quiet' }, `${when(draft.deletable_at)} 起可删除`)));
}

export function draftsCard(me, refresh) {
  return h('section', { class: 'card' }, h('h2', {}, `草稿箱（${me.drafts.length}/${me.drafts_capacity}）`),
    me.drafts.length ? me.drafts.map((d) => draftRow(me, d, refresh)) : h('p', { class: 'quiet' }, '合格的照片会自动存入草稿箱。'));
}
