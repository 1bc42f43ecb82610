"""The fast path: flake8's rows for one file with a fraction of its work.

It finds the lines that could break a rule (the candidates) and runs the installed rules of pycodestyle,
pyflakes and mccabe on those only. On a line that it is not sure of, it runs every rule; for a file that it is
not sure of, it raises ``Fallback``, and flake8 checks the file itself.

In the order of the work: ``masking`` (with ``fstrings`` and ``brackets``) blanks strings and comments;
``layout`` walks the logical lines and runs the rules on indentation, blank lines and imports; ``candidates``
(with ``grammar``, ``irregular`` and ``continuation``) finds lines for the other rules; ``run_rules`` (with
``operator_breaks`` and ``closing_brackets``) runs them, and ``positions`` maps their results to rows and
columns. ``physical`` does the same for physical lines, ``names`` for pyflakes, ``complexity`` for mccabe.
``fast_path`` combines the rows.

``superset_of_rules`` says, rule by rule, why no finding is missed; ``support``, where all this is proved.
"""
