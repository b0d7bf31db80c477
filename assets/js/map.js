/* The map's zoom: the same drawing, nearer.  Places and names keep their size, so that what stood too close comes apart,
   and names that had no room appear.  Finer outlines are asked for when first needed; a place's link stays a link. */
(function () {
  'use strict';

  const figure = document.querySelector('.map-zoom');
  const tools = document.getElementById('map-tools');
  if (!figure || !tools) return;

  const NEAREST = 24;
  const STEP = 1.5;
  const FINE_FROM = 2;
  const GAP = 3;
  const SVG = 'http://www.w3.org/2000/svg';

  const pair = figure.querySelector('.figure-pair');
  const sheets = Array.from(figure.querySelectorAll('.map-sheet'), read);

  /* What is shown: how near, and the middle as shares of the whole map's width and height. */
  let near = 1;
  let middle = [0.5, 0.5];
  /* Where the buttons lead, until a hand says otherwise. */
  let aim = null;

  function numbers(element, ...names) {
    return names.map((name) => Number(element.getAttribute(name)));
  }

  /* A sheet is the wide or the narrow drawing; what keeps its size in it does so around `at`. */
  function read(element) {
    const places = Array.from(element.querySelectorAll('.map-place'), (group) => {
      const dot = group.querySelector('.map-spot');
      const [x, y, r] = numbers(dot, 'cx', 'cy', 'r');
      const name = group.querySelector('.name');
      return { group, at: [x, y], r, dot, text: name, isSpare: Boolean(dot.dataset.name) };
    });
    const names = Array.from(element.querySelectorAll('.map-country'), (text) => ({
      group: text, at: numbers(text, 'x', 'y'), text,
    }));
    const size = numbers(element, 'width', 'height');
    return { element, size, frame: element.dataset.frame.split(' ').map(Number), places, names };
  }

  /* --- drawing --- */

  function clamp(value, low, high) {
    return Math.min(Math.max(value, low), high);
  }

  function show() {
    near = clamp(near, 1, NEAREST);
    middle = middle.map((share) => clamp(share, 0.5 / near, 1 - 0.5 / near));
    for (const sheet of sheets) draw(sheet);
    figure.classList.toggle('is-near', near > 1);
    for (const button of tools.querySelectorAll('button')) {
      const isIdle = button.name === 'in' ? near === NEAREST : near === 1;
      button.setAttribute('aria-disabled', String(isIdle));
    }
    if (near >= FINE_FROM) fetchDetail();
  }

  function draw(sheet) {
    const size = sheet.size.map((side) => side / near);
    const corner = sheet.size.map((side, k) => side * middle[k] - size[k] / 2);
    sheet.element.setAttribute('viewBox', [...corner, ...size].join(' '));
    for (const { group, at } of [...sheet.places, ...sheet.names]) {
      if (near === 1) group.removeAttribute('transform');
      else group.setAttribute('transform', `translate(${at}) scale(${1 / near}) translate(${at.map((each) => -each)})`);
    }
    if (sheet.element.getClientRects().length) nameSpare(sheet);
  }

  /* --- names that had no room --- */

  function nameSpare(sheet) {
    const spare = sheet.places.filter((place) => place.isSpare);
    if (!spare.length) return;
    for (const place of spare) if (place.text) place.text.setAttribute('display', 'none');
    const texts = [...sheet.places, ...sheet.names].filter((each) => each.text && !each.isSpare).map((each) => box(each, each.text.getBBox()));
    const dots = sheet.places.map((place) => box(place, { x: place.at[0] - place.r, y: place.at[1] - place.r, width: 2 * place.r, height: 2 * place.r }));
    const taken = [...texts, ...dots];
    if (near > 1) for (const place of spare) if (!isHidden(place, sheet)) nameOne(place, taken, sheet);
  }

  /* A box in the group's own units, as it stands beside the others at this nearness. */
  function box({ at }, { x, y, width, height }) {
    const left = at[0] * near + x - at[0];
    const top = at[1] * near + y - at[1];
    return [left, top, left + width, top + height];
  }

  function isHidden({ at }, { size }) {
    return at.some((each, k) => Math.abs(each / size[k] - middle[k]) > 0.5 / near);
  }

  function nameOne(place, taken, sheet) {
    const text = place.text || (place.text = added(place));
    text.removeAttribute('display');
    for (const [across, down] of [[1, 0], [-1, 0], [0, -1], [0, 1]]) {
      text.setAttribute('x', place.at[0] + across * (place.r + 4));
      text.setAttribute('y', place.at[1] + 4.5 + down * (place.r + 12));
      text.setAttribute('text-anchor', { 1: 'start', 0: 'middle', '-1': 'end' }[across]);
      const own = box(place, text.getBBox());
      if (!taken.some((other) => meet(own, other)) && isInside(own, sheet)) {
        taken.push(own);
        return;
      }
    }
    text.setAttribute('display', 'none');
  }

  function meet(a, b) {
    return a[0] < b[2] + GAP && b[0] < a[2] + GAP && a[1] < b[3] && b[1] < a[3];
  }

  function isInside([left, , right], { size }) {
    const start = size[0] * (middle[0] * near - 0.5);
    return left > start && right < start + size[0];
  }

  function added({ dot }) {
    const text = document.createElementNS(SVG, 'text');
    text.setAttribute('class', 'strong name halo');
    text.setAttribute('font-size', '13');
    text.textContent = dot.dataset.name;
    dot.after(text);
    return text;
  }

  /* --- finer outlines: a script, since a page opened from a folder may not fetch --- */

  let isAsked = false;

  function fetchDetail() {
    if (isAsked) return;
    isAsked = true;
    const script = document.createElement('script');
    script.src = figure.dataset.detail;
    script.addEventListener('load', () => sheets.forEach(refine));
    document.head.append(script);
  }

  function refine({ element, size, frame }) {
    const { frame: whole, size: drawn, land, borders } = window.MAP_DETAIL;
    const [x, y] = [size[0] / (frame[2] - frame[0]), size[1] / (frame[3] - frame[1])];
    const across = ((whole[2] - whole[0]) / drawn[0]) * x;
    const down = ((whole[3] - whole[1]) / drawn[1]) * y;
    const move = `translate(${(whole[0] - frame[0]) * x} ${(frame[3] - whole[3]) * y}) scale(${across} ${down})`;
    for (const [name, d] of [['map-land', land], ['map-border', borders]]) {
      const path = element.querySelector('.' + name);
      if (!path) continue;
      path.setAttribute('d', d);
      path.setAttribute('transform', move);
    }
  }

  /* --- by hand --- */

  /* Nearer or farther by a factor; the point at `share` of what is shown stays where it is. */
  function zoom(factor, share) {
    const before = near;
    aim = null;
    near = clamp(near * factor, 1, NEAREST);
    middle = middle.map((each, k) => each + (share[k] - 0.5) * (1 / before - 1 / near));
    show();
  }

  /* The buttons and keys have no place to point at: from the whole map they lead to where most places are. */
  function step(factor) {
    if (near === 1) aim = crowd();
    if (aim) middle = aim;
    near *= factor;
    show();
  }

  function crowd() {
    const { places, size } = sheets[0];
    const about = ({ at }) => places.filter((other) => Math.hypot(at[0] - other.at[0], at[1] - other.at[1]) < size[0] / 12).length;
    const best = places.reduce((one, other) => (about(other) > about(one) ? other : one));
    return best.at.map((each, k) => each / size[k]);
  }

  /* Moves by shares of what is shown. */
  function move(across, down) {
    aim = null;
    middle = [middle[0] + across / near, middle[1] + down / near];
    show();
  }

  function whole() {
    near = 1;
    show();
  }

  const ACTS = { in: () => step(STEP), out: () => step(1 / STEP), all: whole };
  const KEYS = {
    '+': ACTS.in, '=': ACTS.in, '-': ACTS.out, 0: whole,
    ArrowLeft: () => move(-0.2, 0), ArrowRight: () => move(0.2, 0), ArrowUp: () => move(0, -0.2), ArrowDown: () => move(0, 0.2),
  };

  tools.addEventListener('click', (event) => {
    const button = event.target.closest('button');
    if (button) ACTS[button.name]();
  });

  figure.addEventListener('keydown', (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || !Object.hasOwn(KEYS, event.key)) return;
    if (near === 1 && event.key.startsWith('Arrow')) return;
    event.preventDefault();
    KEYS[event.key]();
  });

  /* A link that takes the focus out of sight is brought into it. */
  pair.addEventListener('focusin', (event) => {
    for (const sheet of sheets) {
      const place = sheet.places.find(({ group }) => group.contains(event.target));
      if (place && isHidden(place, sheet)) {
        middle = place.at.map((each, k) => each / sheet.size[k]);
        show();
      }
    }
  });

  /* --- by pointer: one drags, two pinch, the wheel zooms with the control key --- */

  const held = new Map();
  let isDragged = false;

  function shares(x, y) {
    const area = sheets.map(({ element }) => element.closest('.figure').getBoundingClientRect()).find(({ width }) => width);
    return [(x - area.left) / area.width, (y - area.top) / area.height];
  }

  function between(points) {
    const [a, b = a] = points;
    return { at: [(a[0] + b[0]) / 2, (a[1] + b[1]) / 2], apart: Math.hypot(a[0] - b[0], a[1] - b[1]) };
  }

  pair.addEventListener('pointerdown', (event) => {
    if (event.button) return;
    if (!held.size) isDragged = false;
    held.set(event.pointerId, [event.clientX, event.clientY]);
  });

  addEventListener('pointermove', (event) => {
    const from = held.get(event.pointerId);
    if (!from || (near === 1 && held.size < 2)) return;
    if (!isDragged && Math.hypot(event.clientX - from[0], event.clientY - from[1]) < 4) return;
    isDragged = true;
    const before = between([...held.values()]);
    held.set(event.pointerId, [event.clientX, event.clientY]);
    const after = between([...held.values()]);
    const [a, b] = [shares(...before.at), shares(...after.at)];
    move(a[0] - b[0], a[1] - b[1]);
    if (held.size > 1 && before.apart) zoom(after.apart / before.apart, b);
  });

  for (const name of ['pointerup', 'pointercancel']) addEventListener(name, (event) => held.delete(event.pointerId));

  /* The end of a drag over a place is no click on it. */
  pair.addEventListener('click', (event) => {
    if (isDragged) event.preventDefault();
    isDragged = false;
  }, true);
  pair.addEventListener('dragstart', (event) => event.preventDefault());

  pair.addEventListener('wheel', (event) => {
    if (!event.ctrlKey && !event.metaKey) return;
    event.preventDefault();
    zoom(2 ** clamp(-event.deltaY / 200, -1, 1), shares(event.clientX, event.clientY));
  }, { passive: false });

  pair.addEventListener('dblclick', (event) => {
    if (!event.target.closest('a')) zoom(2, shares(event.clientX, event.clientY));
  });

  addEventListener('resize', show);
  pair.tabIndex = 0;
  pair.setAttribute('role', 'group');
  pair.setAttribute('aria-label', figure.dataset.label);
  pair.setAttribute('aria-describedby', 'map-keys');
  tools.hidden = false;
  show();
})();
