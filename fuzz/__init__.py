"""Hostile input: strategies that draw it, targets that must stand it, and a long run (``make fuzz``)."""
