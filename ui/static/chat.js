// The conversation: its buttons and forms tell the server what the user does; a new turn scrolls into view.
// (Gradio takes whatever has a `path` for a file: the path of a plan's part travels as `part`.)
const stage = document.getElementById('stage');
const calm = () => matchMedia('(prefers-reduced-motion: reduce)').matches;
const place = (button) => Number(button.dataset.turn);
element.setAttribute('tabindex', '0');

// One question at a time: what is sent while another is worked out would be read without its answer.
let sent = 0;
const isBusy = () => element.querySelector('.pending') !== null || Date.now() - sent < 1500;
const act = (data) => {
  if (isBusy()) return;
  sent = Date.now();
  edited = ['drop', 'change', 'undo', 'retry'].includes(data.act) ? data.turn : null;
  trigger('act', data);
};
const hold = (event) => {
  if (isBusy()) {
    event.preventDefault();
    event.stopImmediatePropagation();
  } else if (document.querySelector('#box textarea').value.trim()) sent = Date.now();
};
document.addEventListener('keydown', (event) => {
  if (event.key === 'Enter' && !event.shiftKey && event.target.closest('#box')) hold(event);
}, true);
document.addEventListener('click', (event) => {
  if (event.target.closest('#box button')) hold(event);
}, true);

// Filters taken out one after the other wait for each other. What was clicked is found again by its words:
// each edit moves the parts of the plan.
let waiting = [];
const drop = (button) => {
  const wanted = { turn: place(button), label: button.getAttribute('aria-label') };
  if (isBusy()) waiting.push(wanted);
  else act({ act: 'drop', turn: wanted.turn, part: button.dataset.path });
};
const dropNext = () => {
  while (waiting.length && !isBusy()) {
    const { turn, label } = waiting.shift();
    const drops = element.querySelectorAll(`.drop[data-turn="${turn}"]`);
    const button = [...drops].find((one) => one.getAttribute('aria-label') === label);
    if (button) drop(button);
  }
};

const cite = (button) => {
  const { row, turn, first, last } = button.dataset;
  element.querySelectorAll('.is-shown').forEach((shown) => shown.classList.remove('is-shown'));
  button.classList.add('is-shown');
  trigger('cite', row !== undefined ? { row } : { turn: Number(turn), first: Number(first), last: Number(last) });
};

// The question becomes a field in its own place: Enter asks it, Escape leaves it as it was.
const edit = (button) => {
  const line = button.closest('.asked-line');
  const bubble = line.querySelector('.question');
  const field = document.createElement('textarea');
  field.className = 'rewrite';
  field.maxLength = 2000;
  field.rows = 2;
  field.value = line.querySelector('.asked').textContent;
  field.setAttribute('aria-label', 'Edit the question. Enter asks it, Escape leaves it');
  bubble.hidden = button.hidden = true;
  line.append(field);
  field.focus();
  const leave = () => { field.remove(); bubble.hidden = button.hidden = false; button.focus(); };
  field.addEventListener('keydown', (event) => {
    if (event.key === 'Escape') { event.stopPropagation(); leave(); }
    if (event.key === 'Enter' && !event.shiftKey) {
      event.preventDefault();
      if (field.value.trim()) act({ act: 'edit', turn: place(button), question: field.value });
    }
  });
};

const vote = (button) => {
  const form = button.closest('.answer').querySelector('form.comment');
  button.parentElement.querySelectorAll('.vote').forEach((one) => one.setAttribute('aria-pressed', one === button));
  form.dataset.verdict = button.dataset.act;
  form.hidden = false;
  form.elements.comment.focus({ preventScroll: true });
  form.scrollIntoView({ block: 'nearest' });
};

element.addEventListener('click', (event) => {
  const button = event.target.closest('button');
  if (!button || !element.contains(button) || button.type === 'submit') return;
  const { ask, act: name, pick, path, stop } = button.dataset;
  if (stop !== undefined) {
    waiting = [];
    trigger('stop', { question: stop });
  }
  else if (ask !== undefined) act({ act: 'ask', question: ask });
  else if (pick !== undefined) act({ act: 'pick', turn: place(button), reading: Number(pick) });
  else if (path !== undefined) drop(button);
  else if (name === 'edit') edit(button);
  else if (name === 'up' || name === 'down') vote(button);
  else if (name === 'copy' || name === 'csv') trigger('fetch', { act: name, turn: place(button) });
  else if (name !== undefined) act({ act: name, turn: place(button) });
  else {
    cite(button);
    stage.classList.add('source-open');
  }
});

element.addEventListener('submit', (event) => {
  event.preventDefault();
  const form = event.target;
  const fields = Object.fromEntries(new FormData(form));
  if (form.classList.contains('comment')) {
    act({ act: 'vote', turn: place(form), verdict: form.dataset.verdict, comment: fields.comment });
  } else act({ act: 'change', turn: place(form), part: form.dataset.path, fields });
});

// Another column has other values to offer.
element.addEventListener('change', (event) => {
  if (event.target.name !== 'column') return;
  const list = event.target.selectedOptions[0].dataset.list;
  const phrase = event.target.form.elements.phrase;
  if (list) phrase.setAttribute('list', list);
  else phrase.removeAttribute('list');
});

// One form at a time, closed by Escape and by a click elsewhere.
const opened = () => [...element.querySelectorAll('.filter details[open]')];
element.addEventListener('toggle', (event) => {
  if (event.target.open) opened().forEach((one) => { if (one !== event.target) one.open = false; });
}, true);
document.addEventListener('click', (event) => {
  opened().forEach((one) => { if (!one.contains(event.target)) one.open = false; });
});
element.addEventListener('keydown', (event) => {
  const [one] = opened();
  if (event.key !== 'Escape' || !one) return;
  event.stopPropagation();
  one.open = false;
  one.querySelector('summary').focus();
});

// A pointer that rests on a marker shows its source, where there is room for it beside the conversation.
let resting = 0;
const hovers = matchMedia('(hover: hover) and (min-width: 861px)');
element.addEventListener('pointerover', (event) => {
  clearTimeout(resting);
  const button = event.target.closest('button.cite');
  if (button && hovers.matches && !button.classList.contains('is-shown')) {
    resting = setTimeout(() => { if (button.isConnected) cite(button); }, 160);
  }
});

// What is new is said once to a screen reader, and not the whole conversation again.
const announce = document.createElement('div');
announce.className = 'unseen';
announce.setAttribute('role', 'status');
element.after(announce);
// Whoever edits by keyboard goes on where the edited reading stands, and not at the page's beginning.
let edited = null;
const refocus = () => {
  if (edited === null || isBusy()) return;
  const answer = element.querySelectorAll('.turn')[edited];
  if (document.activeElement === document.body) answer?.querySelector('.filter summary, .tool')?.focus({ preventScroll: true });
  edited = null;
};
let count = 0;
watch('value', () => {
  sent = 0;
  const turns = element.querySelectorAll('.turn');
  const answers = element.querySelectorAll('.answer .prose');
  const last = answers[answers.length - 1];
  if (turns.length && !element.querySelector('.pending') && last) announce.textContent = last.textContent;
  if (turns.length !== count && turns.length) {
    turns[turns.length - 1].scrollIntoView({ block: 'start', behavior: calm() ? 'auto' : 'smooth' });
  }
  count = turns.length;
  dropNext();
  refocus();
});
