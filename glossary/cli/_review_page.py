"""The local page of ``glossary review --page``: the same questions in a browser, on this machine only.

Harvested text is hostile: all of it is escaped, and the page runs no script. A token in every form and a check of the
host keep other sites from deciding.
"""

import secrets
from collections.abc import Sequence
from html import escape
from pathlib import Path
from threading import Event, Thread

import click
from flask import Flask, Response, abort, redirect, request
from werkzeug.serving import make_server

from glossary.export.overrides_csv import append_decision
from glossary.senses.review_queue import ANSWERS, MEANING, Question, decide

_HOSTS = frozenset(("127.0.0.1", "localhost"))
_SHOWN = 6
_LABELS = {"accept": "Accept", "reject": "Reject", "same": "Same meaning", "split": "Different meanings"}
_POLICY = "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'"
_STYLE = (
    "body{font:16px/1.6 system-ui,sans-serif;max-width:48rem;margin:2rem auto;padding:0 1rem}"
    "li{margin:.6rem 0}button{font:inherit;margin:.2rem .4rem .2rem 0;padding:.3rem .8rem}.dim{color:#555}"
)


def make_page(questions: Sequence[Question], path: Path, token: str, ended: Event) -> Flask:
    """The application that asks.

    Args:
        questions: In the order in which they are asked.
        path: The CSV that decisions are written to.
        token: Must come with every decision.
        ended: Is set when the curator has had enough.
    """
    app = Flask("glossary-review")
    app.config["MAX_CONTENT_LENGTH"] = 10_000

    @app.before_request
    def refuse_others() -> None:
        if request.host.rsplit(":", 1)[0] not in _HOSTS:
            abort(403)

    @app.after_request
    def run_nothing(response: Response) -> Response:
        response.headers["Content-Security-Policy"] = (
            "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'"
        )
        response.headers["Cache-Control"] = "no-store"
        return response

    @app.get("/")
    @app.get("/<int:at>")
    def ask(at: int = 0) -> str:
        return _document(_question(questions[at], at, len(questions), token) if at < len(questions) else _end(token))

    @app.post("/<int:at>")
    def take(at: int) -> Response:
        if not secrets.compare_digest(request.form.get("token", ""), token) or at >= len(questions):
            abort(403)
        answer, _, chosen = request.form.get("answer", "").partition(":")
        if answer != "skip":
            try:
                append_decision(path, decide(questions[at], answer, int(chosen or 0)))
            except ValueError:
                abort(400)
        return redirect(f"/{at + 1}", 303)  # type: ignore[return-value]

    @app.post("/stop")
    def end() -> str:
        if not secrets.compare_digest(request.form.get("token", ""), token):
            abort(403)
        ended.set()
        return _document("<p>Done. You can close this page; the terminal says what changed.</p>")

    return app


def ask_on_page(questions: Sequence[Question], path: Path, port: int) -> None:
    """Serve the page until the curator ends it, there or with Ctrl-C."""
    ended = Event()
    server = make_server("127.0.0.1", port, make_page(questions, path, secrets.token_urlsafe(16), ended))
    Thread(target=server.serve_forever, daemon=True).start()
    click.echo(f"http://127.0.0.1:{server.server_port}/ asks {len(questions)} questions; Ctrl-C ends it", err=True)
    try:
        ended.wait()
    except KeyboardInterrupt:
        click.echo("", err=True)
    server.shutdown()


def _document(body: str) -> str:
    return (
        "<!doctype html><html lang='zh'><meta charset='utf-8'><title>glossary review</title>"
        f"<style>{_STYLE}</style><body>{body}</body></html>"
    )


def _question(question: Question, at: int, count: int, token: str) -> str:
    requested = "Does 1 say what it means?" if question.kind == MEANING else "Do 1 and 2 mean the same?"
    wordings = "".join(f"<li>{_wording(question, number)}</li>" for number in range(len(question.wordings[:_SHOWN])))
    answers = [name for name in ANSWERS[question.kind] if name != "prefer"]
    buttons = "".join(_button(name, _LABELS[name]) for name in answers) + _button("skip", "Skip")
    return (
        f"<p class='dim'>{at + 1} of {count} · {question.use} sources · {escape(question.why)}</p>"
        f"<h1>{escape(question.headword)}</h1><p>{requested}</p>"
        f"<form method='post' action='/{at}'>{_token(token)}<ol>{wordings}</ol>{buttons}</form>{_end(token)}"
    )


def _wording(question: Question, number: int) -> str:
    each = question.wordings[number]
    who = "，".join(str(part) for part in (each.issuer, each.year) if part)
    prefer = _button(f"prefer:{number}", "Prefer") if question.kind == MEANING and number else ""
    return f"<b>{escape(each.head)}</b>：{escape(each.text)} <span class='dim'>{escape(who)}</span> {prefer}"


def _button(value: str, label: str) -> str:
    return f"<button name='answer' value='{value}'>{label}</button>"


def _token(token: str) -> str:
    return f"<input type='hidden' name='token' value='{escape(token)}'>"


def _end(token: str) -> str:
    return f"<form method='post' action='/stop'>{_token(token)}<button>Finish</button></form>"
