"""The rules: a module for each noun, a function for each verb.

A plain function is one unit of work, and runs inside ``Database.run``; an ``async`` one puts
several together where a password has to be hashed in between.
"""
