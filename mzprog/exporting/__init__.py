"""A plan as one table, as ``mzprog export`` writes it, and what such a table cannot hold."""
