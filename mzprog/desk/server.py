"""The desk as an application, and the server that listens for it on this machine alone."""

from __future__ import annotations

import logging
import socket
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from flask import Flask, Response, abort, render_template, request, send_from_directory
from waitress.server import create_server
from werkzeug.exceptions import HTTPException

import mzprog.render
from mzprog.core.problems import PlanError, Refusal
from mzprog.desk import assuming, bringing, filling, pages
from mzprog.desk.folder import Folder
from mzprog.desk.guard import HOST, Guard, seal
from mzprog.desk.view import located, teach
from mzprog.tables.sources import MAX_BYTES

_ROOM = Path(__file__).parent
_REPORT = Path(mzprog.render.__file__).parent  # whose style and script the report's own views need
_FILES = {
    "desk.css": _ROOM / "static",
    "desk.js": _ROOM / "static",
    "icon.svg": _ROOM / "static",
    "page.css": _REPORT,
    "page.js": _REPORT,
}
MAX_REQUEST = MAX_BYTES + 1_000_000  # a table as large as may be read, and the fields around it
_TOO_LARGE_TO_ANSWER = 8 * MAX_REQUEST  # cut off by the server in its own words
_WORDS = {
    403: "这个请求没有得到允许。请用终端里印出的地址打开；程序重新启动后，以前的地址和页面就不能用了。",
    404: "这里没有这一页。",
    405: "这一页不能这样用。",
    500: "程序出错了，这一步没有做完；终端里写着出了什么错。",
    413: f"太大了：表最大{MAX_BYTES // 1_000_000} MB。",
}


def make_app(folder: Folder, guard: Guard) -> Flask:
    """Return the application over a folder."""
    app = Flask("mzprog.desk", root_path=str(_ROOM), static_folder=None)
    app.config.update(MAX_CONTENT_LENGTH=MAX_REQUEST, MAX_FORM_MEMORY_SIZE=MAX_REQUEST)
    app.config["FOLDER"] = folder
    app.config["DRAFTS"] = bringing.Drafts()
    app.jinja_env.globals["folder"] = folder
    teach(app)
    app.before_request(guard.admit)
    app.after_request(seal)
    for part in (pages.pages, assuming.pages, filling.pages, bringing.pages):
        app.register_blueprint(part)
    app.add_url_rule("/file/<name>", "file", _file)
    app.register_error_handler(HTTPException, _refused)
    app.register_error_handler(Refusal, _refusal)
    app.register_error_handler(PlanError, _problems)
    return app


def _file(name: str) -> Response:
    if name not in _FILES:
        abort(404)
    return send_from_directory(_FILES[name], name)


def _refused(error: HTTPException) -> tuple[str, int]:
    code = error.code or 500
    return render_template("error.html", message=_WORDS.get(code, "这个请求不能用。")), code


def _refusal(error: Refusal) -> tuple[str, int]:
    return render_template("error.html", message=error.message), getattr(error, "status", 400)


def _problems(error: PlanError) -> tuple[str, int]:
    """Show what is wrong with a plan file, each problem with its line."""
    key = (request.view_args or {}).get("key", "")
    found, state = located(error.problems, pages.folder().text(key)), pages.plan_state(key)
    told = f"文件里有{len(found)}个问题；用编辑器改好、存盘，这里就会提示重新读取。"
    return render_template(
        "error.html", title=f"{key}：要先改正", message=told, key=key, state=state, problems=found
    ), 422


class Desk:
    """A server that is bound to its port and waits to be run."""

    def __init__(self, paths: Sequence[str], port: int, read_only: bool) -> None:
        listener = socket.create_server((HOST, port))
        guard = Guard(listener.getsockname()[1])
        self.address = guard.address
        logging.getLogger("waitress.queue").setLevel(logging.ERROR)
        self._server: Any = create_server(
            make_app(Folder(paths, read_only), guard), sockets=[listener], ident=None,
            max_request_body_size=_TOO_LARGE_TO_ANSWER,
        )  # fmt: skip

    def run(self) -> None:
        """Answer until Ctrl+C."""
        self._server.run()
