/** Lets jobs through: one to begin with, and one more with each that ends well. */
export type WideningGate = <T>(most: number, job: (narrow: () => void) => Promise<T>) => Promise<T>;

/** `narrow`, called by a job, takes the gate back to one; the job that called it makes no more room when it ends. */
export function createWideningGate(): WideningGate {
  const waiting: { readonly most: number; readonly start: () => void }[] = [];
  let [running, width] = [0, 1];
  const next = () => {
    for (let first = waiting[0]; first !== undefined; first = waiting[0]) {
      if (running >= Math.min(width, first.most)) return;
      waiting.shift();
      running++;
      first.start();
    }
  };
  return async (most, job) => {
    await new Promise<void>((start) => {
      waiting.push({ most, start });
      next();
    });
    let isWell = true;
    try {
      return await job(() => {
        [isWell, width] = [false, 1];
      });
    } catch (error) {
      isWell = false;
      throw error;
    } finally {
      running--;
      width = isWell ? width + 1 : 1;
      next();
    }
  };
}
