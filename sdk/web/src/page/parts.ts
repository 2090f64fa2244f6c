// Connects a page to parts of other plugins, each with a script of its own, which is loaded when the page first has
// something to tell it:
//   <div data-script="{{asset.part_js.url}}" data-integrity="{{asset.part_js.integrity}}">…</div>

/** Tells a part of something by an event at its element. Loads its script first if needed. */
export function tellPart<T>(part: HTMLElement, event: string, detail: T): void {
  const tell = (): void => void part.dispatchEvent(new CustomEvent<T>(event, { detail }));
  if (part.dataset['loaded'] !== undefined) return tell();
  const script = document.createElement('script');
  script.src = part.dataset['script'] ?? '';
  script.integrity = part.dataset['integrity'] ?? '';
  script.addEventListener('load', () => {
    part.dataset['loaded'] = '';
    tell();
  });
  document.head.append(script);
}
