"""The page of a large file in headless Chromium: elements, the first line, duration of interactions."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from playwright.sync_api import Page, sync_playwright

from tests.bench.http import serving
from tests.measuring import percentile, show_row, show_title
from tests.people import Person

FINDINGS = 5_000
ROUNDS = 20
SETTLE_MS = 3_000
PAUSE_MS = 50
FLAGS = ("--no-sandbox", "--disable-gpu", "--disable-background-networking", "--no-first-run")
FAULTS = (
    "a = [1,2]",  # E231
    "b = 1 ",  # W291
    "l = 3",  # E741
    "c=1",  # E225
    "assert (1, 'a')",  # F631
    "d = missing",  # F821
    "e = 1 == None",  # E711
    "print( 1)",  # E201
    "f = not 1 in []",  # E713
    "g = f''",  # F541
    "h = 1;",  # E703
    "#i",  # E265
)
CLEAN = "\nfor number in range(10):\n    print('a line', sum([1, 2, 3]))  # its result\n    print(number)\n"

# Notes when the first line is painted, and when the last byte that it needs has arrived.
WATCH = """() => {
  const painted = (then) => requestAnimationFrame(() => {
    const channel = new MessageChannel();
    channel.port1.onmessage = then;
    channel.port2.postMessage(0);
  });
  new MutationObserver((_, observer) => {
    if (!document.getElementById('L1')) return;
    observer.disconnect();
    painted(() => { window.firstLine = performance.now(); });
  }).observe(document, { childList: true, subtree: true });
}"""
FIRST_LINE = """() => {
  const isData = ({ name }) => /files.[0-9a-f]+(.content)?$/.test(name);
  const data = performance.getEntriesByType('resource').filter(isData);
  return window.firstLine - Math.max(...data.map(({ responseEnd }) => responseEnd));
}"""
# Runs the action and returns the milliseconds until the frame after it is painted.
MEASURE = """async ([action, number]) => {
  const began = performance.now();
  new Function('number', action)(number);
  await new Promise((resolve) => requestAnimationFrame(() => {
    const channel = new MessageChannel();
    channel.port1.onmessage = resolve;
    channel.port2.postMessage(0);
  }));
  return performance.now() - began;
}"""
TYPE = """
  const field = document.querySelector('%s');
  field.value = %s;
  field.dispatchEvent(new Event('input', { bubbles: true }));
"""
PRESS = "document.body.dispatchEvent(new KeyboardEvent('keydown', { key: '%s', bubbles: true }));"
INTERACTIONS = {
    "scroll by 240 pixels": "scrollBy(0, 240);",
    "drag the scrollbar anywhere": (
        "scrollTo(0, (number * 0.377 % 1) * document.documentElement.scrollHeight);"
    ),
    "jump to a line by its address": "location.hash = `#L${1 + (number * 7919) % 20000}`;",
    "next finding": PRESS % "j",
    "open an explanation": "document.activeElement.querySelector('button.code').click();",
    "filter by a word": TYPE % ("#code", "['E2', 'undefined', 'W', 'F8', ''][number % 5]"),
    "filter by a category": ("document.querySelectorAll('.categories button:enabled')[number % 4].click();"),
    "group the findings": "document.querySelectorAll('.views button')[number % 3].click();",
    "open the search": PRESS % "/",
    "find in the file": TYPE % ("#find", "['print', 'sum', 'missing', 'e', 'zzz'][number % 5]"),
    "next match": PRESS % "n",
}


def main() -> None:
    show_title(f"The page of a file of {4 * FINDINGS:,} lines and {FINDINGS:,} findings")
    with tempfile.TemporaryDirectory() as folder, serving(Path(folder)) as running:
        alice = Person(running.url, "alice").sign_up()
        file_id = alice.upload_one("large.py", make_source(FINDINGS).encode())
        assert alice.wait(file_id)["checks"][0]["total"] == FINDINGS
        with opening(running.url, alice) as page:
            measure(page, f"{running.url}/files/{file_id}")


def make_source(findings: int) -> str:
    """Return code with a finding in every fourth line."""
    return "".join(FAULTS[number % len(FAULTS)] + CLEAN for number in range(findings))


@contextmanager
def opening(url: str, person: Person) -> Iterator[Page]:
    path = shutil.which("chromium") or shutil.which("google-chrome")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=FLAGS)
        context = browser.new_context(bypass_csp=True, viewport={"width": 1280, "height": 720})
        (cookie,) = person.api.cookies.jar
        context.add_cookies([{"name": cookie.name, "value": str(cookie.value), "url": url}])
        context.add_init_script(f"({WATCH})()")
        yield context.new_page()
        browser.close()


def measure(page: Page, address: str) -> None:
    first = []
    for _ in range(5):
        page.goto(address)
        page.wait_for_function("window.firstLine")
        first.append(page.evaluate(FIRST_LINE))
    show_row("from the last byte to the first line, longest of 5", f"{max(first):,.0f} ms", "aim <= 300")
    page.wait_for_timeout(SETTLE_MS)
    nodes = []
    taken: list[Taken] = []
    clock = CpuClock(page)
    for name, action in INTERACTIONS.items():
        each = [measure_interaction(page, clock, name, action, number) for number in range(ROUNDS)]
        taken += each
        nodes.append(page.evaluate("document.querySelectorAll('*').length"))
        wall, cpu = ([one[of] for one in each] for of in (0, 1))
        figure = f"{percentile(wall, 0.5):,.0f}, {max(wall):,.0f}; {max(cpu):,.0f} ms"
        show_row(f"{name}: median, longest; CPU", figure)
    for side, title in enumerate(("until the frame is painted", "CPU of the page's thread")):
        figure = f"{percentile([one[side] for one in taken], 0.95):,.0f} ms"
        show_row(f"any interaction, p95, {title}", figure, "aim <= 100")
    show_row("elements, most after an interaction", f"{max(nodes):,}", "aim <= 5,000")


class Taken(NamedTuple):
    """Milliseconds of an interaction."""

    wall: float
    cpu: float


class CpuClock:
    """The CPU time of the page's main thread, which other work on the machine does not lengthen."""

    def __init__(self, page: Page) -> None:
        self._session = page.context.new_cdp_session(page)
        self._session.send("Performance.enable", {"timeDomain": "threadTicks"})

    def milliseconds(self) -> float:
        metrics = self._session.send("Performance.getMetrics")["metrics"]
        return next(float(one["value"]) for one in metrics if one["name"] == "TaskDuration") * 1000


def measure_interaction(page: Page, clock: CpuClock, name: str, action: str, number: int) -> Taken:
    if "explanation" in name:
        page.evaluate(MEASURE, [PRESS % "j", number])
    before = clock.milliseconds()
    wall = float(page.evaluate(MEASURE, [action, number]))
    taken = Taken(wall, clock.milliseconds() - before)
    page.wait_for_timeout(PAUSE_MS)
    return taken


if __name__ == "__main__":
    main()
