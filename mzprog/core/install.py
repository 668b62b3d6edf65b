"""How to install what is not there; imported only then."""

import sys


def how_to_install(package: str) -> str:
    """Return the command: the Python that runs is the one to install into, wherever it is."""
    return f'"{sys.executable}" -m pip install {package}'
