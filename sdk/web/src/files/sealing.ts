// Lets a person choose files, then seals and uploads them.
import type { Sent } from '@secure-exchanges/client';
import type { Ids } from '../page/dom.js';
import { SealWorker } from '../seal/seal_worker.js';
import { type Letter, Upload, type UploadOptions } from '../seal/upload.js';
import { UploadProgress } from '../seal/upload_progress.js';
import { FileList, type FileLimits, type Item } from './file_list.js';

/** Is a form's files with all that sends them (partials `sx-files` and `sx-progress`). */
export class FileSealing {
  /** Is what the person chose. */
  readonly list: FileList;
  private readonly worker: SealWorker;
  private readonly progress: UploadProgress;
  private upload: Upload | null = null;

  /**
   * @param workerUrl the address of `asset.shared.seal_js`.
   * @param hooks `changed` is called when a file came or went, `stopped` when removing one stopped its upload.
   */
  constructor(
    root: HTMLElement,
    workerUrl: string,
    limits: FileLimits,
    hooks: { readonly changed?: () => void; readonly stopped?: (removed: Item) => void } = {},
    ids?: Ids,
  ) {
    this.worker = new SealWorker(workerUrl);
    this.progress = new UploadProgress(root, ids);
    this.list = new FileList(
      root,
      limits,
      {
        changed: () => hooks.changed?.(),
        // To remove a file that is being uploaded stops the upload; once the server is asked to send it is too late.
        remove: item => {
          const { upload } = this;
          if (upload && !upload.stop()) return;
          this.list.removeItem(item);
          if (upload) hooks.stopped?.(item);
        },
        mark: file => this.worker.mark(file),
      },
      ids,
    );
  }

  /** Tells whether files are being sealed and uploaded. */
  isBusy(): boolean {
    return this.upload !== null;
  }

  /** Stops the upload, if there is one. Returns false if it is too late. */
  stop(): boolean {
    return this.upload?.stop() ?? true;
  }

  /** Ends what is under way and gives back the worker; nothing can be sent any more. */
  end(): void {
    this.stop();
    this.worker.stop();
  }

  /** Seals, uploads and sends, as Upload.run does, and shows it. One at a time. */
  async send(letter: Letter, options: UploadOptions): Promise<Sent> {
    const upload = new Upload(this.worker, this.list.all(), options);
    this.upload = upload;
    this.list.follow(upload);
    this.progress.follow(upload);
    try {
      return await upload.run(letter);
    } finally {
      this.upload = null;
    }
  }
}
