"""The desk (``mzprog open``): pages in the user's own browser over the same files that the commands read.

``server`` listens on this machine alone, ``guard`` says who may ask, ``folder`` which files there are and the one
way to write them; each other module is one kind of page. Nothing is computed here that a command does not compute.
"""
