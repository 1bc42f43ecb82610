"""The rules: a module per noun, a function per verb.

An ordinary function is one unit of work that ``Database`` runs in a transaction; an ``async`` one combines
several, where slow work such as hashing a password happens between them.
"""
