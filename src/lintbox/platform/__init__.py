"""What Lintbox asks of the operating system and of its own process; imports nothing else of Lintbox."""
