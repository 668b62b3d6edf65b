"""What scripts get: one file a command, results in, plain dicts out whose keys never change."""
