"""The entry point of ``python -m lintbox``, the ``lintbox`` script and the binary."""

import os
import sys


def main() -> int:
    try:
        return _run(sys.argv[1:])
    except KeyboardInterrupt:  # during imports
        return 130


def _run(arguments: list[str]) -> int:
    if getattr(sys, "frozen", False):
        from lintbox.platform import bundle

        bundle.set_up_process()
    if arguments[:1] == ["check"]:
        from lintbox.cli.check import run

        return run(arguments[1:])
    if arguments[:1] == ["lint-worker"]:
        # the fork server imports nothing of the web server, to stay small
        from lintbox.lint.workers.forkserver_main import main as run_fork_server

        run_fork_server()
        return 0
    if arguments == ["lint-trial"]:
        from lintbox.lint.workers.sandbox_probe import main as run_probe

        run_probe()
        return 0
    import multiprocessing

    multiprocessing.freeze_support()
    os.umask(0o077)  # new files are private to their owner
    from lintbox.cli import main as run_command
    from lintbox.cli import streams

    streams.reopen_closed()
    streams.prepare_output()
    return run_command(arguments)


if __name__ == "__main__":
    sys.exit(main())
