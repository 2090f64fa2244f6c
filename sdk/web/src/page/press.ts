// Has a press do one thing once.

/** Makes work that several presses may ask for: while it runs, more presses do nothing. */
export function once<T extends readonly unknown[]>(
  work: (...given: T) => Promise<void>,
): (...given: T) => Promise<void> {
  let isRunning = false;
  return async (...given) => {
    if (isRunning) return;
    isRunning = true;
    await work(...given).finally(() => {
      isRunning = false;
    });
  };
}
