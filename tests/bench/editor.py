"""The editor in headless Chromium: from a key to the marks of the finding that it makes or repairs."""

from __future__ import annotations

import tempfile
from pathlib import Path

from tests.bench.http import serving
from tests.bench.large_file import CLEAN, opening
from tests.measuring import percentile, show_row, show_title
from tests.people import Person

LINES = 500
ROUNDS = 20
PAUSE_MS = 200

WATCH = """() => {
  addEventListener('keydown', () => { window.pressed = performance.now(); }, true);
}"""
# Resolves with the milliseconds from the last key to the frame with this number of marks.
MARKED = """(count) => new Promise((resolve) => {
  const root = document.activeElement.shadowRoot;
  const look = () => {
    if (root.querySelectorAll('.cm-finding').length !== count) requestAnimationFrame(look);
    else resolve(performance.now() - window.pressed);
  };
  look();
})"""


def main() -> None:
    repeated = CLEAN.strip() + "\n"
    source = repeated * (LINES // repeated.count("\n"))
    lines = source.count("\n")
    show_title(f"The editor with {lines} lines, over loopback")
    with tempfile.TemporaryDirectory() as folder, serving(Path(folder)) as running:
        alice = Person(running.url, "alice").sign_up()
        file_id = alice.upload_one("orders.py", source.encode())
        alice.wait(file_id)
        with opening(running.url, alice) as page:
            page.goto(f"{running.url}/files/{file_id}")
            page.locator("#edit").click()
            page.locator(".cm-content").click()
            for key in ("Control+Home", "ArrowDown", "ArrowDown", "End", "ArrowLeft"):  # behind "number"
                page.keyboard.press(key)
            page.evaluate(WATCH)
            taken = []
            for number in range(ROUNDS):
                page.keyboard.press("Backspace" if number % 2 else "s")  # F821
                taken.append(page.evaluate(MARKED, 1 - number % 2))
                page.wait_for_timeout(PAUSE_MS)
    figure = f"{percentile(taken, 0.5):,.0f}, {percentile(taken, 0.95):,.0f} ms"
    show_row("from a key to the marks: median, p95", figure, "aim <= 150")


if __name__ == "__main__":
    main()
