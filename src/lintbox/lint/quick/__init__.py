"""flake8's answer for one file with a fraction of its work, row for row.

Nothing here decides that a rule is broken. The quick way finds the lines that could break one, and asks
the installed rule about those. Where it is not sure of a line it asks every rule about that line; where
it is not sure of a file it raises Unusual, and flake8 checks the file itself.

In the order of the work: ``masking`` (with ``fstrings`` and ``brackets``) blanks strings and comments;
``layout`` walks the logical lines and keeps what the rules on indentation and blank lines need;
``suspicion`` (with ``grammar``, ``unclean`` and ``continuation``) finds the lines to ask about; ``asking``
(with ``breaks`` and ``closings``) asks, and ``places`` says where the answers stand; ``physical`` does the
same for physical lines, ``names`` for pyflakes, ``complexity`` for mccabe. ``engine`` puts the rows together.

``superset`` says, rule by rule, why no finding is missed; ``support``, where all this is proved.
"""
