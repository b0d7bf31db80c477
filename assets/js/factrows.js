/* The rows of a fact list that stands on several pages, for its filters (`filter.js`): those of all pages are asked for
   when a reader first filters, and those that fit are made here. */
window.factRows = function (form, table) {
  'use strict';

  const AT_ONCE = 250;

  const written = table.tBodies[0];
  const leaves = document.querySelector('.leaves');
  const more = document.getElementById('filter-more');
  const found = document.createElement('tbody');
  const heads = Array.from(table.tHead.rows[0].cells, (cell) => cell.textContent);

  /* --- all rows, as data --- */

  let facts = null;
  let asked = null;

  /* They come as a script: a page that is opened from a folder may not fetch. */
  function ask() {
    if (asked) return;
    asked = document.createElement('script');
    asked.src = form.dataset.rows;
    asked.addEventListener('load', () => {
      facts = window.FACTS.flatMap(read);
      next();
    });
    document.head.append(asked);
  }

  function read({ kinds, ids, names, rows: all }) {
    const joined = (numbers) => numbers.map((number) => ids[number]).join(' ');
    const named = (numbers) => numbers.map((number) => names[number]);
    return all.map(([id, claim, status, kind, when, from, to, counts, owners, against, origins, sources, entities]) => ({
      id, claim, status, when, from, to, counts, kind: kinds[kind][0], kindText: kinds[kind][1],
      owners: named(owners), against: named(against),
      origins: joined(origins), sources: joined(sources), entities: joined(entities),
    }));
  }

  /* --- those that are shown --- */

  let fitting = [];
  let next = () => {};

  /* The page's own rows, or those that were found. */
  function turn(toFound) {
    found.replaceChildren();
    written.hidden = toFound;
    if (leaves) leaves.hidden = toFound;
    add();
  }

  function add() {
    const start = found.rows.length;
    found.append(...fitting.slice(start, start + AT_ONCE).map(row));
    if (more) more.hidden = found.rows.length >= fitting.length;
  }

  /* What `tell` is told is how many fit, of how many. */
  function all(tell) {
    next = () => {};
    fitting = [];
    turn(false);
    tell(0, 0);
  }

  function only(isFit, tell) {
    next = () => {
      fitting = facts.filter(isFit);
      turn(true);
      tell(fitting.length, facts.length);
    };
    if (facts) next();
    else ask();
  }

  /* --- a row --- */

  function made(name, look, ...inside) {
    const element = document.createElement(name);
    if (look) element.className = look;
    element.append(...inside);
    return element;
  }

  function link([text, href]) {
    const name = made(href ? 'a' : 'span', href ? '' : 'name', text);
    if (href) name.href = href;
    return name;
  }

  function listed(names) {
    return names.flatMap((name, place) => (place ? [', ', link(name)] : [link(name)]));
  }

  function row(fact) {
    const claim = made('a', 'claim', fact.claim);
    claim.href = fact.id + '.html';
    const first = made('th', '', claim);
    first.scope = 'row';
    const against = fact.against.length ? [' ', made('span', 'against', form.dataset.against, ' ', ...listed(fact.against))] : [];
    const cells = [
      made('td', '', document.getElementById('status-' + fact.status).content.cloneNode(true)),
      made('td', '', made('span', 'owners', ...listed(fact.owners), ...against), ' ', made('span', 'counts', fact.counts)),
      made('td', '', fact.when),
      made('td', '', fact.kindText),
    ];
    cells.forEach((cell, place) => { cell.dataset.label = heads[place + 1]; });
    const whole = made('tr', '', first, ...cells);
    whole.dataset.fact = fact.id;
    whole.dataset.status = fact.status;
    return whole;
  }

  table.append(found);
  form.addEventListener('focusin', ask, { once: true });
  if (more) more.addEventListener('click', add);
  return { all, only };
};
