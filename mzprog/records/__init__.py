"""What scripts get: one file for each kind of answer, results in, plain dicts out whose keys never change."""
