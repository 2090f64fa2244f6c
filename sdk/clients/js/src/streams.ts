// Reads streams into buffers that are reused: fresh memory for each piece costs more than the work on it
// (docs/decisions/transfer-costs.md).

/**
 * Keeps readers alive: Chromium garbage-collects a stream with a pending read if nothing refers to it, and the read
 * then never ends.
 */
const underWay = new Set<ReadableStreamBYOBReader>();

/**
 * Returns a reader that fills the caller's buffers; null if this browser cannot for such a stream. End it with
 * `endReading`.
 */
export function byteReader(stream: ReadableStream<Uint8Array>): ReadableStreamBYOBReader | null {
  try {
    const reader = stream.getReader({ mode: 'byob' });
    underWay.add(reader);
    return reader;
  } catch {
    return null;
  }
}

/** Cancels a reader that `byteReader` returned, and frees it. */
export function endReading(reader: ReadableStreamBYOBReader): void {
  underWay.delete(reader);
  void reader.cancel().catch(() => undefined);
}

/** Reads a stream in pieces. */
export interface PieceReader {
  /** Returns the next piece, which may overwrite the one before; null at the end. */
  next(): Promise<Uint8Array | null>;
  /** Cancels the stream. */
  end(): void;
}

/** Reads a stream in pieces. @param most the longest piece, if the browser can fill the reader's own buffer. */
export function pieceReader(stream: ReadableStream<Uint8Array>, most: number): PieceReader {
  const filling = byteReader(stream);
  if (!filling) {
    const reader = stream.getReader();
    return {
      next: async () => (await reader.read()).value ?? null,
      end: () => void reader.cancel().catch(() => undefined),
    };
  }
  let buffer = new ArrayBuffer(most);
  const next = async (): Promise<Uint8Array | null> => {
    const { done, value } = await filling.read(new Uint8Array(buffer));
    if (done || !value) return null;
    buffer = value.buffer;
    return value;
  };
  return { next, end: () => endReading(filling) };
}
