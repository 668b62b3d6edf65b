"""What a user meets is Chinese: the helps, click's own errors, the system's reasons, the program's sentences."""

from __future__ import annotations

import ast
import errno
import re
import string
from collections.abc import Iterator
from importlib.metadata import version
from pathlib import Path

import click
import pytest

from mzprog.cli import CLICK_MODULES, COMMANDS, cli
from mzprog.cli.chinese import WORDS
from mzprog.core.problems import reason
from tests.conftest import ROOT, Run

# Words that stand in Chinese text as they are: what is typed, and names of things.
AS_THEY_ARE = re.compile(
    r"^ *mzprog .*|pip install|\bmzprog [a-z]+|--?[a-z][a-z-]*|\b[A-Z]{2,}\d*\b|[\w./-]*\.[a-z]{2,4}\b"
    r"|'[^']*'|“[^”]*”|\[[a-z-]+\]|\{[^}]*\}",
    re.MULTILINE,
)
ENGLISH = re.compile(
    r"[A-Za-z]{3,} [A-Za-z]{2,}|\b(?:Usage|Options?|Error|Commands|Missing|Invalid|required|default)\b"
)


def english(text: str) -> list[str]:
    """Return what looks like an English sentence, or is one of click's heads."""
    return ENGLISH.findall(AS_THEY_ARE.sub(" · ", text))


def test_the_search_finds_english() -> None:
    assert english("错误：No such option: --bogus")
    assert english("Options:\n  --year 年")
    assert english("x.json（Permission denied）")
    assert not english("用法：mzprog evaluate [选项] PLAN…；格式按后缀 .json .csv；应为 linear、exponential 之一")


@pytest.mark.parametrize("command", ["", *COMMANDS])
def test_help(command: str, mzprog: Run) -> None:
    """Every help is Chinese from its first word on, and its columns fit a terminal of eighty cells."""
    ran = mzprog(*filter(None, [command]), "--help", env={"COLUMNS": "80", "LANG": "en_US.UTF-8"})
    assert (ran.code, ran.err) == (0, "")
    assert ran.out.startswith("用法：mzprog")
    assert "选项：" in ran.out
    assert not english(ran.out)
    columns = ran.out[: ran.out.index("\n\n", ran.out.index("选项："))]
    assert max(len(line.encode("gbk", "replace")) for line in columns.splitlines()) <= 80


@pytest.mark.parametrize("name", COMMANDS)
def test_every_option_says_what_it_is_for_and_what_to_write(name: str) -> None:
    """Each in Chinese, and with a word for its value; an argument has the name by which the help speaks of it."""
    command = cli.get_command(click.Context(cli), name)
    assert command is not None
    for param in command.params:
        if isinstance(param, click.Argument):
            assert param.metavar, param.name
            assert param.metavar.rstrip("…") in f"{command.get_usage(click.Context(command))}{command.help}"
        elif isinstance(param, click.Option) and not param.hidden:
            assert re.search("[一-鿿]", param.help or ""), param.opts
            assert param.is_flag or param.metavar, param.opts


def test_without_a_command_the_help_is_told(mzprog: Run) -> None:
    ran = mzprog()
    assert (ran.code, ran.out) == (2, "")
    assert ran.err == mzprog("--help").out


WRONG = [
    (["evaluat"], "没有“evaluat”这个命令；是不是 mzprog evaluate？"),
    (
        ["plans/wuhan.yaml", "--year", "2018"],
        "没有“plans/wuhan.yaml”这个命令；是不是 mzprog evaluate plans/wuhan.",
    ),
    (["xyz"], "没有“xyz”这个命令（用法"),
    (["--bogus"], "没有“--bogus”这个选项"),
    (["--version=1"], "选项“--version”后面不写值"),
    (["evaluate"], "请写明规划文件，如 mzprog evaluate 规划.yaml"),
    (["evaluate", "x", "--yeer", "2018"], "没有“--yeer”这个选项；是不是 --year？"),
    (["evaluate", "x", "-q"], "没有“-q”这个选项"),
    (["evaluate", "x", "--year"], "选项“--year”后面要写一个值"),
    (["evaluate", "x", "--explain=1"], "选项“--explain”后面不写值"),
    (["evaluate", "x", "--format", "pdf"], "'--format' 的值不对：应为 'auto', 'table', 'plain', "),
    (["evaluate", "x", "--year", "18"], "'--year' 的值不对：年份应为四位数，如 2018，得到“18”"),
    (["evaluate", "x", "--as-of", "18"], "'--as-of' 的值不对：期应写作 2018"),
    (["evaluate", "x", "-o", "x.odt", "--year", "2018"], "看不出x.odt的格式"),
    (["evaluate", "x", "-o", "x.docx", "--year", "2018"], ".docx 是报告的格式；请用 mzprog report"),
    (["evaluate", "plans", "--year", "2018", "--against", ""], "--against 要写文件名"),
    (["evaluate", "plans"], "请用 --year 或 --as-of 写明评估时点"),
    (["evaluate", "plans/wuhan.yaml", "--year", "2018", "--category", "养老"], "没有“养老”这个类别"),
    (["evaluate", "plans/wuhan.yaml", "--year", "2018", "--fail-on", "差"],
     "--fail-on 没有“差”这个评价；可用的：进展良好、滞后、严重滞后、无法评估、未完成（用法"),
    (["evaluate", "plans/wuhan.yaml", "--year", "2018", "--fail-on", "甲:滞后"],
     "--fail-on 的属性应为约束性或预期性，得到“甲”（用法"),
    (["evaluate", "x", "--year", "2018H1"],
     "'--year' 的值不对：2018H1不是整年；请写 --year 2018 或 --as-of 2018H1（用法"),
    (["evaluate", "x", "--year", "2018", "--heads", "中文"], "--heads 只用于 CSV（--format csv 或 -o 评估.csv）"),
    (["evaluate", "x", "--year", "2018", "--only-changes"], "--only-changes 要与 --against 一起用（用法"),
    (["evaluate", "plans/wuhan.yaml", "--year", "2018", "--since", "2019"],
     "--since 应早于评估时点2018，得到2019（用法"),
    (["evaluate", "plans/wuhan.yaml", "--year", "2018", "-o", "plans/wuhan.yaml"],
     "-o 不能写到 plans/wuhan.yaml：它是这次要读的文件；请另起文件名（用法"),
    (["evaluate", "plans/wuhan.yaml", "--year", "2018", "-o", "plans/wuhan-14th.yaml", "--format", "csv"],
     "-o 不能写到 plans/wuhan-14th.yaml：它是规划文件；请另起文件名（用法"),
    (["outlook", "plans/wuhan.yaml", "--year", "2014"],
     "《武汉市民政事业发展“十三五”规划》从2015年末起算，到2014年尚未开始；有数据的期：2016、2017、2018H1、2020（用法"),
    (["reconcile", "plans/wuhan.yaml", "--year", "2019"], "2019没有公布值；有公布值的期：2018H1、2020（用法"),
    (["whatif", "plans", "--year", "2018", "--set", "甲=1"], "whatif 一次只试算一个规划，plans里有"),
    (["whatif", "plans/wuhan.yaml", "--year", "2018"],
     "请写明假设：--set 指标=值、--sweep 指标=起..止/步长 或 --scenario 文件（用法"),
    (["report", "plans/wuhan.yaml", "--year", "2018", "-o", "a.md", "--template", "a.docx"],
     "--template 只用于 .docx 和 .pdf（用法"),
    (["report", "plans/wuhan.yaml", "--year", "2018", "-o", "a.md", "--responsible", "甲"],
     "没有“甲”这个责任单位；规划里没有写责任单位（用法"),
    (["export", "plans", "--long", "-o", "x.xlsx"], "长表写成 .csv（用法"),
    (["export", "plans/wuhan.yaml", "-o", "x.doc"], "看不出x.doc的格式；请用后缀 .xlsx 或 .csv（用法"),
    (["import", "x", "--target-year", "2018H1"],
     "'--target-year' 的值不对：2018H1不是整年；请写 --target-year 2018（用法"),
    (["open", "nowhere"], "找不到 nowhere；open 要写规划文件或文件夹（用法"),
]  # fmt: skip


@pytest.mark.parametrize(("args", "told"), WRONG, ids=lambda value: " ".join(value) if isinstance(value, list) else "")
def test_wrong_call(args: list[str], told: str, mzprog: Run) -> None:
    """A wrong call is one Chinese line that says what to write, and exit code 2."""
    ran = mzprog(*args, env={"LANG": "en_US.UTF-8"})
    assert (ran.code, ran.out) == (2, "")
    assert ran.err.startswith(f"错误：{told}")
    assert ran.err.count("\n") == 1
    assert not english(ran.err)


# Every kind of parameter that a command may have, and how it is called wrongly.
KINDS: list[tuple[click.Parameter, list[str]]] = [
    (click.Option(["--n"], type=int), ["--n", "x"]),
    (click.Option(["--n"], type=float), ["--n", "x"]),
    (click.Option(["--n"], type=click.IntRange(1, 9)), ["--n", "10"]),
    (click.Option(["--n"], type=click.FloatRange(min=1)), ["--n", "0"]),
    (click.Option(["--n"], type=bool), ["--n", "x"]),
    (click.Option(["--n"], type=click.UUID), ["--n", "x"]),
    (click.Option(["--n"], type=click.DateTime(["%Y"])), ["--n", "x"]),
    (click.Option(["--n"], type=click.DateTime()), ["--n", "x"]),
    (click.Option(["--n"], type=click.Choice(["甲"])), ["--n", "x"]),
    (click.Option(["--n"], type=click.Choice(["甲", "乙"]), required=True), []),
    (click.Option(["--n"], type=(str, int)), ["--n", "x", "y"]),
    (click.Option(["--n"], nargs=2), ["--n", "x"]),
    (click.Option(["--n"], required=True), []),
    (click.Option(["--n"], type=click.Path(exists=True)), ["--n", "没有的文件"]),
    (click.Option(["--n"], type=click.Path(exists=True, dir_okay=False)), ["--n", "/"]),
    (click.Option(["--n"], type=click.Path(exists=True, file_okay=False)), ["--n", __file__]),
    (click.Argument(["n"], nargs=2), ["x"]),
    (click.Argument(["n"]), []),
    (click.Argument(["n"]), ["x", "y"]),
    (click.Argument(["n"]), ["x", "y", "z"]),
]


@pytest.mark.parametrize(("parameter", "args"), KINDS, ids=lambda value: repr(value))
def test_every_kind_of_parameter(parameter: click.Parameter, args: list[str]) -> None:
    """What click says of a value is Chinese for every type that a command may ask for."""
    with pytest.raises(click.ClickException) as refusal:
        click.Command("x", params=[parameter]).main(args, standalone_mode=False)
    message = refusal.value.format_message()
    assert re.search(r"[\u4e00-\u9fff]", message)
    assert not english(message)


# What click says only to who writes a program, of a terminal it asks questions on, or of completion.
NOT_SAID = {
    "Aborted!",
    "Error: {message}",
    "Usage:",
    "Try '{command} {option}' for help.",
    "Show this message and exit.",
    "(Deprecated) {text}",
    "{text} {deprecated_message}",
    "deprecated",
    "DeprecationWarning: The command {name!r} is deprecated.",
    "DeprecationWarning: The command {name!r} is deprecated.{extra_message}",
    "DeprecationWarning: The {param_type} {name!r} is deprecated.{extra_message}",
    "Could not determine name for option with declarations {decls!r}",
    "No options defined but a name was passed ({name}). Did you mean to declare an argument instead? "
    "Did you mean to pass '--{name}'?",
    "Arguments take exactly one parameter declaration, got {length}: {decls}.",
    "Name '{name}' defined twice",
    "Boolean option {decl!r} cannot use the same flag for true/false.",
    "Invalid start character for option ({option})",
    "Choice({choices})",
}


def asked_for() -> Iterator[str]:
    """Yield what the installed click asks gettext for, in the modules that are given words."""
    for name in CLICK_MODULES:
        tree = ast.parse((Path(click.__file__).parent / f"{name}.py").read_text("utf-8"))
        for node in ast.walk(tree):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in {"_", "ngettext"}:
                yield from (a.value for a in node.args[:2] if isinstance(a, ast.Constant) and isinstance(a.value, str))


def test_every_word_of_click_is_known() -> None:
    """A new version of click may say something new: it is translated, or named as never said."""
    unknown = set(asked_for()) - WORDS.keys() - NOT_SAID
    assert not unknown, f"click {version('click')} says more"


@pytest.mark.parametrize("english_words", WORDS)
def test_translations_fill_the_same_blanks(english_words: str) -> None:
    """A translation names no blank that click does not fill, and is Chinese."""
    blanks = {name for _, name, _, _ in string.Formatter().parse(english_words) if name}
    used = {name for _, name, _, _ in string.Formatter().parse(WORDS[english_words]) if name}
    assert used <= blanks
    assert re.search(r"[\u4e00-\u9fff]", WORDS[english_words])


@pytest.mark.parametrize("number", sorted(errno.errorcode))
def test_system_reasons(number: int) -> None:
    """Whatever reason the system gives, it is told in Chinese."""
    words = reason(OSError(number, "No such luck"))
    assert re.search(r"[\u4e00-\u9fff]", words)
    assert "luck" not in words


def sentences(path: Path) -> Iterator[tuple[int, str]]:
    """Yield the texts of a module that a user may meet: no docstrings, no keys, nothing for programmers alone."""
    tree = ast.parse(path.read_text("utf-8"))
    skipped: set[int] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
            skipped.add(id(node.value))
        if isinstance(node, ast.Dict):
            skipped |= {id(key) for key in node.keys}
        if isinstance(node, ast.Call) and ast.unparse(node.func) in {"re.compile", "_words"}:  # looked for, not told
            skipped |= {id(inner) for inner in ast.walk(node)}
        if isinstance(node, ast.Raise) and isinstance(node.exc, ast.Call) and isinstance(node.exc.func, ast.Name):
            if node.exc.func.id in {"ValueError", "AttributeError", "KeyError", "TypeError"}:
                skipped |= {id(inner) for inner in ast.walk(node)}
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in skipped:
            yield node.lineno, node.value


# The renderers hold markup and no sentences; these texts of libyaml and of tables are looked for, not told.
MODULES = [path for path in sorted((ROOT / "mzprog").rglob("*.py")) if path.parent.name != "render"]
LOOKED_FOR = {"found a tab character", "not met", "not achieved", "PowerPoint Document", "No space left"}


def test_no_sentence_is_english() -> None:
    """No text in the program is an English sentence; the system's own and click's for files are not passed on."""
    for path in MODULES:
        found = [
            (line, text)
            for line, text in sentences(path)
            if english(text) and text not in LOOKED_FOR and "|" not in text
        ]
        assert not found, path
        assert not {"strerror", "click.File"} & set(re.findall(r"click\.File|\w+", path.read_text("utf-8"))), path


def test_commands_are_described() -> None:
    """Every command, argument and option is explained."""
    for name in COMMANDS:
        command = cli.get_command(click.Context(cli), name)
        assert command is not None and command.help
        assert all(option.help for option in command.params if isinstance(option, click.Option))
