// The common problems, each with a picture: one drawn face, changed by what is wrong with it.
const SVG = 'http://www.w3.org/2000/svg';

function part(tag, attributes, ...children) {
  const element = document.createElementNS(SVG, tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  element.append(...children);
  return element;
}

const SKIN = '#e8c4a2';
const HAIR = '#2b2b30';
const eye = (x) => part('ellipse', { cx: x, cy: 62, rx: 4.2, ry: 2.8, fill: '#222' });
const brow = (x) => part('path', { d: `M${x - 7} 54q7 -4 14 0`, stroke: HAIR, 'stroke-width': 2.4, fill: 'none' });

/** Head and shoulders in 120 x 160; options: shirt, fringe. */
function person({ shirt = '#ffffff', fringe = false } = {}) {
  const hair = fringe ? 'M31 66C26 24 94 24 89 66C84 60 72 64 60 62C48 64 36 60 31 66Z' : 'M32 62C26 22 94 22 88 62C86 46 76 40 60 40C44 40 34 46 32 62Z';
  return part('g', {},
    part('path', { d: 'M-2 220L4 150C8 126 34 118 48 114L72 114C86 118 112 126 116 150L122 220Z', fill: shirt, stroke: '#8a97a3' }),
    part('path', { d: 'M49 92L49 112C54 122 66 122 71 112L71 92Z', fill: SKIN }),
    part('ellipse', { cx: 60, cy: 66, rx: 28, ry: 36, fill: SKIN }), part('ellipse', { cx: 32, cy: 68, rx: 4, ry: 7, fill: SKIN }), part('ellipse', { cx: 88, cy: 68, rx: 4, ry: 7, fill: SKIN }),
    brow(47), brow(73), eye(47), eye(73), part('path', { d: 'M60 66v10q-3 3 -4 1', stroke: '#b98a66', 'stroke-width': 1.6, fill: 'none' }),
    part('path', { d: 'M51 87q9 5 18 0', stroke: '#a5483f', 'stroke-width': 2.6, fill: 'none' }), part('path', { d: hair, fill: HAIR }));
}

const lens = (x) => part('circle', { cx: x, cy: 62, r: 11, fill: 'none', stroke: '#333', 'stroke-width': 2 });
const glare = (x) => part('path', { d: `M${x - 7} 66l9 -11h5l-9 13z`, fill: '#fff', opacity: 0.95 });
const shade = (attributes) => part('rect', { width: 120, height: 160, ...attributes });
const moved = (transform, options) => { const g = person(options); g.setAttribute('transform', transform); return g; };

/** [what is drawn, what the student sees, what to do]. */
const PROBLEMS = [
  [() => [person(), part('path', { d: 'M60 0H120V160H60Z', fill: '#000', opacity: 0.5 })], '一半脸亮，一半脸暗', '面向窗户，让光从正前方来。'],
  [() => [person(), shade({ fill: '#06080c', opacity: 0.68 })], '太暗', '白天拍，靠近窗户，或打开屋里的灯。'],
  [() => [person(), shade({ fill: '#fff', opacity: 0.62 })], '太亮、发白', '关掉闪光灯，避开直射的阳光。'],
  [() => [person(), part('ellipse', { cx: 60, cy: 30, rx: 30, ry: 16, fill: '#fff6c8', opacity: 0.85 })], '头顶发亮', '不要站在灯的正下方。'],
  [() => { const g = person(); g.setAttribute('class', 'soft'); return g; }, '模糊', '擦干净镜头，拿稳手机，对准脸再拍。'],
  [() => moved('translate(38 84) scale(.36)'), '人太小', '走近一些，头和肩对准虚线框。'],
  [() => moved('rotate(13 60 100)'), '头歪', '头摆正，两肩放平，手机竖直。'],
  [() => person({ fringe: true }), '头发遮住眉眼', '把刘海拨开，露出眉毛和双耳。'],
  [() => [person(), lens(47), lens(73), part('path', { d: 'M58 61h4', stroke: '#333', 'stroke-width': 2 }), glare(47), glare(73)], '眼镜反光', '稍微低一下镜腿，或摘下眼镜拍。'],
  [() => person({ shirt: '#6db9ec' }), '穿了蓝色上衣', '换一件与浅蓝色背景区别明显的上衣，如白衬衫。'],
];

export function problemPictures() {
  return PROBLEMS.map(([draw, title, advice]) => {
    const item = document.createElement('li');
    const picture = part('svg', { viewBox: '0 0 120 160', role: 'img', 'aria-label': title }, shade({ fill: '#d7dde3' }), ...[draw()].flat());
    const words = document.createElement('div');
    words.append(Object.assign(document.createElement('b'), { textContent: title }), Object.assign(document.createElement('div'), { textContent: advice }));
    item.append(picture, words);
    return item;
  });
}
