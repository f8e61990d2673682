// Rowcite's chat for any page: one script tag, no framework, all of it in a shadow root.
//   <script src="https://…/widget.js" defer></script>
// Attributes, all optional: data-title, data-label (of the button), data-greeting, data-accent (a colour),
// data-theme (light, dark, auto), data-position (right, left), data-open (opened at once).
(() => {
  const script = document.currentScript;
  const base = new URL('.', script.src);
  const set = { title: 'Ask the tables', label: 'Ask the tables', greeting: 'Ask a question. Every answer shows the rows it rests on.', theme: 'auto', position: 'right', mode: 'button', ...script.dataset };
  const isPage = set.mode === 'page';
  const limit = 2000; // characters of a question
  const remembered = 12; // questions that a follow-up is read with

  const css = `
    :host { all: initial; --accent: #0b6157; --on-accent: #fff; --wash: #e3f1ee; --page: #faf9f7; --sheet: #fff; --ink: #1d2126; --soft: #59616b; --line: #e3e0da; --mine: #eceae5; --warn: #7a4a00; --warn-wash: #fdf3e1; --warn-line: #ecd3a4; --mark: #fff3c4;
      color: var(--ink); font: 15px/1.5 ui-sans-serif, system-ui, -apple-system, "Segoe UI", Roboto, sans-serif; }
    :host([data-dark]) { --accent: #6fd0c1; --on-accent: #0c1b19; --wash: #17332f; --page: #15181b; --sheet: #1c2024; --ink: #e9e7e3; --soft: #a3abb4; --line: #30363c; --mine: #272c31; --warn: #f0c982; --warn-wash: #2d2517; --warn-line: #5a4824; --mark: #3a3214; }
    * { box-sizing: border-box; font: inherit; }
    button { color: inherit; cursor: pointer; }
    [hidden] { display: none !important; }
    :focus-visible { outline: 2px solid var(--accent); outline-offset: 2px; }
    .unseen { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
    .launch { position: fixed; z-index: 2147483000; bottom: 20px; right: 20px; border: 0; border-radius: 999px; padding: 12px 20px; background: var(--accent); color: var(--on-accent); font-weight: 600; box-shadow: 0 6px 24px rgb(0 0 0 / .22); }
    .launch:hover { filter: brightness(1.08); }
    .panel { position: fixed; z-index: 2147483000; bottom: 20px; right: 20px; width: min(400px, calc(100vw - 24px)); height: min(600px, calc(100dvh - 40px)); display: flex; flex-direction: column; background: var(--page); border: 1px solid var(--line); border-radius: 16px; overflow: hidden; box-shadow: 0 16px 60px rgb(0 0 0 / .28); }
    .left { right: auto; left: 20px; }
    .whole { position: static; width: 100%; height: 100dvh; border: 0; border-radius: 0; box-shadow: none; }
    header { display: flex; justify-content: space-between; align-items: center; gap: 8px; padding: 11px 16px; background: var(--sheet); border-bottom: 1px solid var(--line); }
    h2 { margin: 0; font-size: 15.5px; font-weight: 650; overflow: hidden; text-overflow: ellipsis; white-space: nowrap; }
    header button { border: 0; background: none; font-size: 22px; line-height: 1; width: 34px; height: 34px; color: var(--soft); border-radius: 8px; }
    .log { flex: 1; overflow-y: auto; padding: 16px; overflow-wrap: anywhere; }
    .soft { color: var(--soft); }
    .mine { width: fit-content; max-width: 86%; margin: 18px 0 12px auto; padding: 8px 13px; background: var(--mine); border-radius: 14px 14px 4px 14px; white-space: pre-wrap; }
    .answer > * + * { margin-top: 9px; }
    .answer.no { border: 1px solid var(--warn-line); background: var(--warn-wash); border-radius: 12px; padding: 12px 14px; }
    .verdict { font-weight: 650; color: var(--warn); }
    p, ul, ol { margin: 0; } p + p, p + ul, ul + p, p + ol, table + p { margin-top: 8px; }
    ul, ol { padding-left: 20px; } li { margin: 3px 0; }
    strong { font-weight: 640; }
    .wide { overflow-x: auto; } table { border-collapse: collapse; font-size: 14px; } th, td { text-align: left; vertical-align: top; padding: 5px 12px 5px 0; border-bottom: 1px solid var(--line); } th { color: var(--soft); font-weight: 600; }
    .cite { border: 0; border-radius: 6px; padding: 0 6px; margin: 0 1px; background: var(--wash); color: var(--accent); font-size: 12.5px; font-weight: 650; line-height: 18px; }
    .cite[aria-expanded=true] { background: var(--accent); color: var(--on-accent); }
    .source { background: var(--sheet); border: 1px solid var(--line); border-radius: 12px; padding: 11px 13px; font-size: 14px; }
    .source + .source { margin-top: 8px; }
    .source b { font-weight: 650; } .source dl { margin: 6px 0; } dt { color: var(--soft); font-size: 13px; } dd { margin: 0 0 5px; padding: 2px 7px; background: var(--mark); border-radius: 5px; white-space: pre-wrap; }
    .source a { color: var(--accent); }
    .note { font-size: 13px; color: var(--soft); }
    .asks { display: flex; flex-wrap: wrap; gap: 6px; }
    .asks button { text-align: left; border: 1px solid var(--line); background: var(--sheet); border-radius: 10px; padding: 6px 11px; font-size: 14px; }
    .asks button:hover { border-color: var(--accent); background: var(--wash); }
    form { display: flex; gap: 8px; padding: 10px 12px 12px; background: var(--page); border-top: 1px solid var(--line); }
    textarea { flex: 1; resize: none; min-height: 42px; max-height: 120px; padding: 9px 12px; border: 1px solid var(--line); border-radius: 11px; background: var(--sheet); color: var(--ink); font-size: 16px; line-height: 1.4; }
    textarea::placeholder { color: var(--soft); opacity: 1; }
    form button { border: 0; border-radius: 11px; padding: 0 16px; background: var(--accent); color: var(--on-accent); font-weight: 600; }
    @media (max-width: 480px) { .panel:not(.whole) { inset: 8px; width: auto; height: auto; } }`;

  const titles = { entity_absent: 'Not in this catalog', attribute_absent: 'No column holds this', value_not_stated: 'Not stated', out_of_scope: 'Outside this catalog', not_understood: 'Not understood', too_long: 'Too long', ambiguous: 'Which one do you mean?', closest: 'Closest in meaning, not an exact answer' };

  // Text is only ever set as text: nothing from a cell or a question becomes markup.
  const make = (name, properties = {}, ...children) => {
    const made = Object.assign(document.createElement(name), properties);
    made.append(...children);
    return made;
  };

  // The Markdown that answers are written in: bold, lists, tables, markers; all else is its characters.
  const inline = (text, cite) => {
    const parts = [];
    const pattern = /\\([\\`*_{}[\]()#+\-.!|<>~&$"'/:;=?@^,%])|\*\*([^*]+(?:\\\*[^*]*)*)\*\*|\[(\d{1,6})(?:[–-](\d{1,6}))?\]/g;
    let from = 0;
    for (const found of text.matchAll(pattern)) {
      if (found.index > from) parts.push(text.slice(from, found.index));
      if (found[1] !== undefined) parts.push(found[1]);
      else if (found[2] !== undefined) parts.push(make('strong', {}, ...inline(found[2], cite)));
      else parts.push(cite(Number(found[3]), Number(found[4] || found[3]), found[0].slice(1, -1)));
      from = found.index + found[0].length;
    }
    if (from < text.length) parts.push(text.slice(from));
    return parts;
  };
  const cells = (line) => line.trim().replace(/^\||\|$/g, '').split(/(?<!\\)\|/).map((cell) => cell.trim());
  const blocks = (text, cite) => {
    const made = [];
    let list = null;
    const lines = text.split('\n');
    for (let at = 0; at < lines.length; at += 1) {
      const line = lines[at];
      const bullet = /^\s*(?:[-*]|(\d+)\.)\s+(.*)$/.exec(line);
      if (bullet) {
        const kind = bullet[1] ? 'OL' : 'UL';
        if (!list || list.tagName !== kind) made.push(list = make(kind.toLowerCase(), bullet[1] ? { start: Number(bullet[1]) } : {}));
        list.append(make('li', {}, ...inline(bullet[2], cite)));
        continue;
      }
      if (line.trim()) list = null;
      if (line.startsWith('|') && /^\|[\s:|-]+\|?$/.test(lines[at + 1] || '')) {
        const table = make('table', {}, make('tr', {}, ...cells(line).map((cell) => make('th', {}, ...inline(cell, cite)))));
        for (at += 2; at < lines.length && lines[at].startsWith('|'); at += 1) table.append(make('tr', {}, ...cells(lines[at]).map((cell) => make('td', {}, ...inline(cell, cite)))));
        at -= 1;
        made.push(make('div', { className: 'wide' }, table));
      } else if (line.trim()) made.push(make('p', {}, ...inline(line, cite)));
    }
    return made;
  };

  let token = null;
  let until = 0;
  const permission = async () => {
    if (until > Date.now()) return token;
    const given = await fetch(new URL('embed/token', base), { method: 'POST', credentials: isPage ? 'same-origin' : 'omit' });
    if (!given.ok) throw new Error((await given.json()).error.message);
    const told = await given.json();
    token = told.token;
    until = Date.now() + (told.expires_in - 30) * 1000;
    return token;
  };
  const send = async (body, again = true) => {
    const good = await permission();
    const headers = { 'Content-Type': 'application/json', ...(good ? { Authorization: `Bearer ${good}` } : {}) };
    const got = await fetch(new URL('api/ask', base), { method: 'POST', headers, body: JSON.stringify(body), credentials: isPage ? 'same-origin' : 'omit' });
    if (got.status === 401 && good && again) {
      until = 0;
      return send(body, false);
    }
    const told = await got.json();
    if (!got.ok) throw new Error(told.error ? `${told.error.message} ${told.error.hint || ''}` : `The server said ${got.status}.`);
    return told;
  };

  const host = make('rowcite-chat');
  const root = host.attachShadow({ mode: 'open' });
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(css);
  root.adoptedStyleSheets = [sheet];
  const side = set.position === 'left' ? ' left' : '';
  const launch = make('button', { type: 'button', className: `launch${side}`, textContent: set.label });
  launch.setAttribute('aria-haspopup', 'dialog');
  const log = make('div', { className: 'log', tabIndex: 0 }, make('p', { className: 'soft', textContent: set.greeting }));
  log.setAttribute('role', 'log');
  log.setAttribute('aria-label', 'Conversation');
  const shut = make('button', { type: 'button', textContent: '×', ariaLabel: 'Close the chat' });
  const box = make('textarea', { rows: 1, maxLength: limit, placeholder: 'Ask about the tables', ariaLabel: 'Your question' });
  const form = make('form', {}, box, make('button', { type: 'submit', textContent: 'Ask' }));
  const panel = make('section', { className: `panel${isPage ? ' whole' : side}`, hidden: !isPage, ariaLabel: set.title }, make('header', {}, make('h2', { textContent: set.title }), ...(isPage ? [] : [shut])), log, form);
  panel.setAttribute('role', isPage ? 'region' : 'dialog');
  root.append(...(isPage ? [] : [launch]), panel);

  const dark = matchMedia('(prefers-color-scheme: dark)');
  const paint = () => host.toggleAttribute('data-dark', set.theme === 'dark' || (set.theme !== 'light' && dark.matches));
  dark.addEventListener('change', paint);
  paint();
  if (set.accent && CSS.supports('color', set.accent)) {
    // Black or white on the accent, whichever can be read.
    const pen = make('canvas', { width: 1, height: 1 }).getContext('2d');
    pen.fillStyle = set.accent;
    pen.fillRect(0, 0, 1, 1);
    const [red, green, blue] = [...pen.getImageData(0, 0, 1, 1).data].map((c) => (c / 255 <= 0.03928 ? c / 3294.6 : ((c / 255 + 0.055) / 1.055) ** 2.4));
    const light = 0.2126 * red + 0.7152 * green + 0.0722 * blue;
    const own = new CSSStyleSheet();
    own.replaceSync(`.launch, form button { background: ${set.accent}; color: ${light > 0.179 ? '#000' : '#fff'}; }`);
    root.adoptedStyleSheets = [sheet, own];
  }

  const asked = [];
  const button = (words, run) => {
    const made = make('button', { type: 'button', textContent: words });
    made.addEventListener('click', run);
    return made;
  };
  const asks = (made) => (made.length ? [make('div', { className: 'asks' }, ...made)] : []);
  const source = (one) => {
    const list = make('dl', {}, ...one.cells.flatMap((cell) => [make('dt', { textContent: cell.column }), make('dd', { textContent: cell.text })]));
    const place = make('span', { className: 'note', textContent: `${one.file}${one.line === null ? '' : `, line ${one.line}`}` });
    const parts = [make('b', { textContent: one.row || one.table }), ...(one.row ? [` · ${one.table}`] : []), list, place];
    if (one.row_id) {
      const path = one.row_id.split('/').map(encodeURIComponent).join('/');
      parts.push(' · ', make('a', { href: new URL(`rows/${path}`, base).href, target: '_blank', rel: 'noopener', textContent: 'Open the row’s page' }));
    }
    return make('div', { className: 'source' }, ...parts);
  };
  const shown = (answer) => {
    const is_no = answer.status === 'abstained' || answer.status === 'ambiguous';
    const made = make('div', { className: `answer${is_no ? ' no' : ''}` });
    const sources = make('div', {});
    const cite = (first, last, label) => {
      const held = answer.citations.filter((one) => one.marker >= first && one.marker <= last);
      if (!held.length) return `[${label}]`;
      const marker = button(label, () => {
        const was = marker.getAttribute('aria-expanded') === 'true';
        made.querySelectorAll('.cite').forEach((one) => one.setAttribute('aria-expanded', 'false'));
        marker.setAttribute('aria-expanded', String(!was));
        sources.replaceChildren(...(was ? [] : held.map(source)));
        if (!was) sources.scrollIntoView({ block: 'nearest' });
      });
      marker.className = 'cite';
      marker.setAttribute('aria-expanded', 'false');
      marker.setAttribute('aria-label', `Source ${label}: ${held[0].row || held[0].table}`);
      return marker;
    };
    const title = answer.status === 'partial' && answer.reason !== 'closest' ? 'Answered in part' : titles[answer.reason];
    if (title) made.append(make('p', { className: 'verdict', textContent: title }));
    const choices = answer.readings.map((one) => button(one.reading, () => ask(one.question || one.reading, one.plan)));
    const text = choices.length ? answer.text.split('\n\n')[0] : answer.text;
    made.append(make('div', {}, ...blocks(text, cite)), sources, ...asks(choices));
    const { coverage } = answer;
    const notes = answer.reading ? [`How I read this: ${answer.reading}`] : [];
    if (coverage) notes.push(`${coverage.matched} of ${coverage.total} rows${coverage.unknown ? `, ${coverage.unknown} not stated` : ''}`);
    if (notes.length) made.append(make('p', { className: 'note', textContent: notes.join(' · ') }));
    if (!choices.length) made.append(...asks(answer.suggestions.map((question) => button(question, () => ask(question)))));
    return made;
  };

  let busy = false;
  const ask = async (question, plan) => {
    if (busy || !question.trim()) return;
    busy = true;
    const mine = make('div', { className: 'mine' }, make('span', { className: 'unseen', textContent: 'You asked: ' }), question.trim());
    const wait = make('p', { className: 'soft', textContent: '…', ariaLabel: 'Reading' });
    log.append(mine, wait);
    try {
      const history = asked.slice(-remembered).map((content) => ({ role: 'user', content }));
      wait.replaceWith(shown(await send({ question, history, ...(plan ? { plan } : {}) })));
      asked.push(question);
    } catch (error) {
      wait.replaceWith(make('div', { className: 'answer no' }, make('p', { className: 'verdict', textContent: 'Something is wrong' }), make('p', { textContent: error.message })));
    }
    busy = false;
    mine.scrollIntoView({ block: 'start' });
  };
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    const question = box.value;
    box.value = '';
    ask(question);
  });
  box.addEventListener('keydown', (event) => {
    if (event.key === 'Enter' && !event.shiftKey && !event.isComposing) {
      event.preventDefault();
      form.requestSubmit();
    }
  });

  const open = (isOpen) => {
    panel.hidden = !isOpen;
    launch.hidden = isOpen;
    (isOpen ? box : launch).focus();
  };
  launch.addEventListener('click', () => open(true));
  shut.addEventListener('click', () => open(false));
  panel.addEventListener('keydown', (event) => {
    if (event.key === 'Escape' && !isPage) open(false);
  });

  // Without permission there is no button: the page is not one of those that may embed the chat.
  permission().then(() => {
    document.body.append(host);
    if (!isPage && set.open !== undefined) open(true);
  }).catch(() => console.info('Rowcite: this page may not embed the chat.'));
})();
