// Counts the people who are ticked in the list, and shows what can be done to all of them once somebody is.
import { byId, setText, show, Words } from '@secure-exchanges/web/page';

const bulk = document.getElementById('bulk');
if (bulk) {
  const words = new Words(byId('words', HTMLTemplateElement));
  const boxes = [...document.querySelectorAll<HTMLInputElement>('[data-part="person"]')];
  const count = byId('bulk-count', HTMLElement);
  const number = new Intl.NumberFormat(words.language);
  const update = (): void => {
    const chosen = boxes.filter(box => box.checked).length;
    setText(count, words.count('chosen', chosen, { count: number.format(chosen) }));
    show(bulk, chosen > 0);
  };
  const all = document.createElement('button');
  all.type = 'button';
  all.className = 'btn btn-quiet btn-sm';
  all.textContent = words.get('all');
  all.addEventListener('click', () => {
    for (const box of boxes) box.checked = true;
    update();
  });
  count.after(all);
  for (const box of boxes) box.addEventListener('change', update);
  update();
}
