"""Start here: ``python -m lintbox``, the ``lintbox`` script and the binary."""

import sys


def main() -> int:
    arguments = sys.argv[1:]
    if getattr(sys, "frozen", False):
        from lintbox import frozen

        frozen.settle()
    if arguments[:1] == ["check"]:
        from lintbox.cli.check import run

        return run(arguments[1:])
    if arguments[:1] == ["lint-worker"]:
        # the nursery stays small: nothing of the server is imported for it
        from lintbox.lint.nursery import main as run_nursery

        run_nursery()
        return 0
    if arguments == ["lint-trial"]:
        from lintbox.lint.trial import main as run_trial

        run_trial()
        return 0
    import multiprocessing

    multiprocessing.freeze_support()
    from lintbox.cli import main as run_command

    return run_command(arguments)


if __name__ == "__main__":
    sys.exit(main())
