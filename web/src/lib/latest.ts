/**
 * Runs one request at a time. Of the requests made meanwhile only the newest runs: arrow keys change a select faster
 * than the server answers.
 */
export function latest<Value>(work: (value: Value) => Promise<void>): (value: Value) => void {
  let waiting: Value[] = [];
  let running = false;

  async function run(): Promise<void> {
    running = true;
    try {
      for (let value = waiting.pop(); value !== undefined; value = waiting.pop()) {
        waiting = [];
        await work(value);
      }
    } finally {
      running = false;
    }
  }

  return (value) => {
    waiting.push(value);
    if (!running) void run();
  };
}
