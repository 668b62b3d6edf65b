"""Who may ask: a browser on this machine that has been given the address, from the desk's own pages."""

from __future__ import annotations

from hmac import compare_digest
from secrets import token_urlsafe

from flask import Response, abort, redirect, request
from werkzeug import Response as Answer

HOST = "127.0.0.1"
# Everything comes from the desk itself; no page of anybody else may hold or frame it.
_SOURCES = {
    "default-src": "'none'", "style-src": "'self'", "script-src": "'self'", "connect-src": "'self'",
    "img-src": "'self'", "form-action": "'self'", "base-uri": "'none'", "frame-ancestors": "'none'",
}  # fmt: skip
_HEADERS = {
    "Content-Security-Policy": "; ".join(f"{what} {where}" for what, where in _SOURCES.items()),
    "Referrer-Policy": "no-referrer", "Cache-Control": "no-store", "X-Content-Type-Options": "nosniff",
    "Cross-Origin-Opener-Policy": "same-origin", "Cross-Origin-Resource-Policy": "same-origin",
}  # fmt: skip


class Guard:
    """The secrets of one run of the program, on one port."""

    def __init__(self, port: int) -> None:
        self.host = HOST if port == 80 else f"{HOST}:{port}"
        self.token = token_urlsafe(32)
        self.cookie = f"mzprog-{port}"  # browsers do not tell cookies of two ports apart
        self._secret = token_urlsafe(32)

    @property
    def address(self) -> str:
        """The address to open, which lets its reader in."""
        return f"http://{self.host}/?token={self.token}"

    def admit(self) -> Answer | None:
        """Refuse a request that is not one of the desk's own; None lets it through.

        Another Host comes of another site's name that leads here (DNS rebinding), another Origin of its pages.
        """
        if request.headers.get("Host") != self.host:
            abort(403)
        if request.method not in {"GET", "HEAD"} and request.headers.get("Origin") != f"http://{self.host}":
            abort(403)
        token = request.args.get("token")
        if request.path == "/" and token is not None:
            if not _same(token, self.token):
                abort(403)
            answer = redirect("/", 303)
            answer.set_cookie(self.cookie, self._secret, httponly=True, samesite="Strict")
            return answer
        if not _same(request.cookies.get(self.cookie, ""), self._secret):
            abort(403)
        return None


def seal(answer: Response) -> Response:
    """Say to the browser what it may not do with an answer: keep it, tell its address, run what is not the desk's."""
    answer.headers.update(_HEADERS)
    return answer


def _same(given: str, secret: str) -> bool:
    return compare_digest(given.encode(), secret.encode())
