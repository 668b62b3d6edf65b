"""Asking a person on a terminal; everything is written to standard error, for the result may go to the other."""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence

import click

LATER = "以后再定"


def possible() -> bool:
    """Tell whether someone is there to answer."""
    return all(stream is not None and stream.isatty() for stream in (sys.stdin, sys.stderr))


def ask(sentence: str, offered: str = "", fault: Callable[[str], str] = lambda text: "") -> str | None:
    """Ask for a text; None where it is left open. ``fault`` says what is wrong with an answer, if anything."""
    hint = f"直接回车用“{offered}”" if offered else f"直接回车{LATER}"
    while True:
        answer: str = click.prompt(
            f"{sentence}（{hint}）", default=offered, show_default=False, prompt_suffix="：", err=True
        )
        answer = answer.strip()
        wrong = fault(answer) if answer else ""
        if not wrong:
            return answer or None
        click.echo(wrong, err=True)


def choose(sentence: str, words: Sequence[str], offered: str = "") -> str | None:
    """Ask for one of some words, by the word or its number; None where it is left open."""
    listed = "  ".join(f"{number} {word}" for number, word in enumerate(words, 1))
    by_number = {str(number): word for number, word in enumerate(words, 1)}

    def fault(answer: str) -> str:
        known = answer in words or answer in by_number
        return "" if known else f"请答 {'、'.join(by_number)} 之一"

    answer = ask(f"{sentence}\n  {listed}\n  请选", offered, fault)
    return by_number.get(answer, answer) if answer else None
