"""A second calculation of everything a plan can say: nothing of the program is used.

Written from the description of the kinds of indicators, targets and methods. It takes a plan as plain data, every
scalar as its text, and reckons with eighty digits; where the program asks whether two exact values are equal,
this asks whether they agree to forty digits. Only valid plans are meant: it finds few problems.
"""

from tests.conformance.oracle.rows import Answer, Counts, assess, counts

__all__ = ["Answer", "Counts", "assess", "counts"]
