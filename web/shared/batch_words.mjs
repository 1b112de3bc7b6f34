// What batches to the registry are called, and in words what one waits for.
export const BATCH_STATES = { sealed: '已封装，等待报送', sending: '正在报送，等待回执', uncertain: '去向不明，等待核实', answered: '已有回执', empty: '已空，照片均被重置' };

const REASONS = {
  'no answer': '对方没有应答', 'registry failed': '对方系统出错', 'registry is slow': '对方繁忙', 'registry is closed': '对方未开放', 'registry is processing': '对方正在处理',
  'registry refused the batch': '对方拒收整批', 'registry does not know our key': '对方不认识我们的签名密钥', 'registry does not know us': '对方拒绝我们的身份', 'broken transfer': '传输中损坏',
  'not there yet': '对方还没有收到', 'it may still arrive': '可能仍在途中', 'registry cannot be asked': '无法向对方查询', 'registry\'s answer cannot be believed': '对方的应答验证不通过',
  'billing has not heard of it yet': '等待封装登记',
};

export const reasonOf = (text) => (text ? REASONS[text] ?? text : '–');
