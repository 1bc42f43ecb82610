"""Results in the formats of other tools: one module per format, each a pure function.

``write`` takes the files one by one and yields text in small pieces: no export is in memory as a whole.
"""
