"""The shapes of what administrators see."""
