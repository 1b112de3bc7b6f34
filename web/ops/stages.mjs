// The stages by their names, and how figures of them are written.
export const NAMES = { decode: '解码', qc: '检测制作', billing: '业务', pay: '支付', notify: '通知', relay: '报送印制' };

export const nameOf = (stage) => NAMES[stage] ?? stage;
export const rate = (x) => (x ?? 0).toFixed(1);

/** A length of time; "–" for none. */
export function age(seconds) {
  if (!seconds) return '–';
  if (seconds < 60) return `${seconds.toFixed(1)} 秒`;
  return seconds < 3600 ? `${Math.floor(seconds / 60)} 分 ${Math.round(seconds % 60)} 秒` : `${Math.floor(seconds / 3600)} 小时 ${Math.round((seconds % 3600) / 60)} 分`;
}
