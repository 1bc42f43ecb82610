/** One request at a time, and after it the newest wish alone: arrow keys walk through a select faster than a server answers. */
export function latest<Wish>(work: (wish: Wish) => Promise<void>): (wish: Wish) => void {
  let wishes: Wish[] = [];
  let running = false;

  async function run(): Promise<void> {
    running = true;
    try {
      for (let wish = wishes.pop(); wish !== undefined; wish = wishes.pop()) {
        wishes = [];
        await work(wish);
      }
    } finally {
      running = false;
    }
  }

  return (wish) => {
    wishes.push(wish);
    if (!running) void run();
  };
}
