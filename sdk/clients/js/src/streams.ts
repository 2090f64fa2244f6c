// Streams read into buffers of ours: fresh memory for each piece costs more than what is done with it (docs/decisions/transfer-costs.md).

/** Chromium collects a stream while a read of it is pending if nothing else refers to it, and the read then never ends. */
const underWay = new Set<ReadableStreamBYOBReader>();

/** null: this browser's streams of the kind fill no buffer of ours. What it gives ends with `endReading`. */
export function byteReader(stream: ReadableStream<Uint8Array>): ReadableStreamBYOBReader | null {
  try {
    const reader = stream.getReader({ mode: 'byob' });
    underWay.add(reader);
    return reader;
  } catch {
    return null;
  }
}

export function endReading(reader: ReadableStreamBYOBReader): void {
  underWay.delete(reader);
  void reader.cancel().catch(() => undefined);
}

export interface PieceReader {
  /** null at the end. The next piece may overwrite the one before. */
  next(): Promise<Uint8Array | null>;
  end(): void;
}

/** @param most of a piece, where the browser can fill a buffer of ours. */
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
