// Shows how far an upload is, with the buttons that pause and stop all of it.
import { componentOf, type Ids, part, place, relate, setText, show } from '../page/dom.js';
import { Format } from '../page/format.js';
import { Rate, timeText } from '../page/time_text.js';
import { Words } from '../page/words.js';
import type { Upload } from './upload.js';

/** Shows the progress of one upload after the other (partial `sx-progress`). */
export class UploadProgress {
  private readonly root: HTMLElement;
  private readonly words: Words;
  private readonly format: Format;
  private upload: Upload | null = null;
  private rate = new Rate();
  private quarter = 0;

  constructor(root: HTMLElement, ids?: Ids) {
    this.root = componentOf(root, 'progress/1');
    this.words = Words.in(this.root);
    this.format = new Format(this.words.language);
    relate(this.root, ids);
    this.place('progress-pause').addEventListener('click', () => this.upload?.pauseAll());
    this.place('progress-stop').addEventListener('click', () => this.upload?.stop());
  }

  /** Shows an upload until it is over; nothing for one without files. */
  follow(upload: Upload): void {
    this.upload = upload;
    this.rate = new Rate();
    this.quarter = 0;
    let begunAt: number | null = null;
    upload.onChange(() => {
      if (upload.begunAt !== begunAt) this.rate.restart(); // what an earlier attempt had uploaded is no speed
      begunAt = upload.begunAt;
      this.draw(upload);
    });
    this.draw(upload);
  }

  private draw(upload: Upload): void {
    const { words, format } = this;
    show(this.root, upload.files.length > 0 && !upload.isOver);
    const total = upload.files.reduce((sum, file) => sum + file.size, 0);
    const sent = upload.files.reduce((sum, file) => sum + file.sentBytes, 0);
    const percent = total === 0 ? 100 : Math.floor((100 * sent) / total);
    const isPaused = upload.isPaused();
    setText(this.place('progress-pause-word'), words.get(isPaused ? 'resume_all' : 'pause_all'));
    show(this.place('progress-pause'), !upload.isFinishing);
    const title = upload.isFinishing ? 'finishing' : upload.isOffline ? 'network' : isPaused ? 'paused' : 'title';
    setText(this.place('progress-title'), words.get(title));
    const seconds = title === 'title' ? this.rate.left(sent, total) : null;
    const left = seconds === null ? '' : timeText(words, seconds);
    const bytes = words.get('of', { done: format.bytes(sent), size: format.bytes(total) });
    setText(this.place('progress-text'), [bytes, left].filter(text => text !== '').join(', '));
    part(this.root, 'progress-bar', HTMLProgressElement).value = percent;
    const quarter = Math.floor(percent / 25);
    if (quarter === this.quarter) return;
    this.quarter = quarter;
    setText(this.place('progress-spoken'), words.get('spoken', { percent }));
  }

  private place(name: string): HTMLElement {
    return place(this.root, name);
  }
}
