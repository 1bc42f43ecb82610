"""Start here: ``python -m lintbox``, the ``lintbox`` script and the binary."""

import os
import sys


def main() -> int:
    try:
        return _run(sys.argv[1:])
    except KeyboardInterrupt:  # while modules are imported
        return 130


def _run(arguments: list[str]) -> int:
    if getattr(sys, "frozen", False):
        from lintbox.platform import bundle

        bundle.settle()
    if arguments[:1] == ["check"]:
        from lintbox.cli.check import run

        return run(arguments[1:])
    if arguments[:1] == ["lint-worker"]:
        # the nursery stays small: nothing of the server is imported for it
        from lintbox.lint.workers.forkserver_main import main as run_nursery

        run_nursery()
        return 0
    if arguments == ["lint-trial"]:
        from lintbox.lint.workers.sandbox_probe import main as run_trial

        run_trial()
        return 0
    import multiprocessing

    multiprocessing.freeze_support()
    os.umask(0o077)  # what is made is for its owner only
    from lintbox.cli import main as run_command
    from lintbox.cli import streams

    streams.open_closed()
    streams.prepare_output()
    return run_command(arguments)


if __name__ == "__main__":
    sys.exit(main())
