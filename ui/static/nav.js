// The bar on top: which of the three views is shown, and the conversation as a file.
const tabs = [...element.querySelectorAll('[data-view]')];
const filled = new Set(['chat']);
const show = (name, { focus = false } = {}) => {
  document.body.dataset.view = name;
  tabs.forEach((tab) => {
    const chosen = tab.dataset.view === name;
    tab.setAttribute('aria-selected', chosen);
    tab.tabIndex = chosen ? 0 : -1;
    if (chosen && focus) tab.focus();
  });
  if (!filled.has(name)) {
    filled.add(name);
    trigger('view', { name });
  }
};
element.addEventListener('click', (event) => {
  const button = event.target.closest('button');
  if (!button) return;
  if (button.id === 'save') trigger('fetch', { act: 'save' });
  else show(button.dataset.view);
});
element.addEventListener('keydown', (event) => {
  const at = tabs.indexOf(event.target);
  const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
  if (at < 0 || !step) return;
  event.preventDefault();
  show(tabs[(at + step + tabs.length) % tabs.length].dataset.view, { focus: true });
});
document.addEventListener('click', (event) => {
  if (event.target.closest('#new')) show('chat');
});
const panels = { stage: 'chat', catalog: 'catalog', quality: 'quality' };
const label = () => { // the panels are made after this bar
  const found = Object.entries(panels).map(([id, name]) => [document.getElementById(id), name]);
  if (found.some(([panel]) => !panel)) {
    requestAnimationFrame(label);
    return;
  }
  found.forEach(([panel, name]) => {
    panel.setAttribute('role', 'tabpanel');
    panel.setAttribute('aria-labelledby', `tab-${name}`);
  });
};
label();
show('chat');
