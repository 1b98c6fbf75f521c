"""The local page of ``glossary review``: one question at a time, in Chinese or English, depending on the browser."""

import csv
import re
import secrets
from collections.abc import Sequence
from functools import cache, partial
from html import escape
from importlib.resources import files
from pathlib import Path
from threading import Event, Thread

import click
from flask import Flask, Response, abort, redirect, request
from werkzeug.serving import make_server

from glossary.export.overrides_csv import record_decision
from glossary.senses.review import MEANING, ReviewQuestion, is_answer, make_decision

_HOSTS = frozenset(("127.0.0.1", "localhost"))
_LABELS = {"accept": "Accept", "reject": "Reject", "same": "Same meaning", "split": "Different meanings"}
_POLICY = "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'"
_SHOWN = 6
"""Maximum wordings shown of a sense."""
_STYLE = (
    ":root{color-scheme:light dark}"
    "body{font:1.05rem/1.7 system-ui,'PingFang SC','Noto Sans CJK SC','Microsoft YaHei',sans-serif;"
    "max-width:44rem;margin:1.5rem auto;padding:0 1.2rem}"
    "h1{margin:.2rem 0}ol{padding-left:1.6rem}li{margin:.8rem 0;overflow-wrap:anywhere}.dim{opacity:.75}"
    "button{font:inherit;padding:.3rem .9rem;min-height:2.75rem}"
    "nav,.answers{display:flex;flex-wrap:wrap;gap:.6rem;align-items:center}nav{justify-content:space-between}"
)


def make_page(questions: Sequence[ReviewQuestion], path: Path, token: str, ended: Event) -> Flask:
    """Returns the web application that asks the questions.

    Args:
        questions: The questions, in order.
        path: The CSV file for the decisions.
        token: Required with every decision.
        ended: Set when the editor finishes.
    """
    app = Flask("glossary-review")
    app.config["MAX_CONTENT_LENGTH"] = 10_000

    @app.before_request
    def refuse_others() -> None:
        if request.host.rsplit(":", 1)[0] not in _HOSTS:
            abort(403)

    @app.after_request
    def run_nothing(response: Response) -> Response:
        response.headers["Content-Security-Policy"] = _POLICY
        response.headers["Cache-Control"] = "no-store"
        return response

    @app.get("/")
    @app.get("/<int:at>")
    def ask(at: int = 0) -> str:
        if at < len(questions):
            return _document(_question(questions[at], at, len(questions), token))
        return _document(f"<p>{_say('No question is left.')}</p><nav>{_back(len(questions))}{_end(token)}</nav>")

    @app.post("/<int:at>")
    def take(at: int) -> Response:
        if not secrets.compare_digest(request.form.get("token", ""), token) or at >= len(questions):
            abort(403)
        answer, _, chosen = request.form.get("answer", "").partition(":")
        if answer != "skip":
            try:
                decision = make_decision(questions[at], answer, int(chosen or 0))
            except ValueError:
                abort(400)
            record_decision(path, decision, partial(is_answer, questions[at]))
        return redirect(f"/{at + 1}", 303)  # type: ignore[return-value]

    @app.post("/stop")
    def end() -> str:
        if not secrets.compare_digest(request.form.get("token", ""), token):
            abort(403)
        ended.set()
        return _document(f"<p>{_say('Done. You can close this page; the terminal shows the changes.')}</p>")

    return app


def review_on_page(questions: Sequence[ReviewQuestion], path: Path, port: int) -> None:
    """Serves the page until the editor finishes, on the page or with Ctrl-C."""
    ended = Event()
    server = make_server("127.0.0.1", port, make_page(questions, path, secrets.token_urlsafe(16), ended))
    Thread(target=server.serve_forever, daemon=True).start()
    click.echo(f"http://127.0.0.1:{server.server_port}/ has {len(questions)} questions; Ctrl-C ends", err=True)
    try:
        ended.wait()
    except KeyboardInterrupt:
        click.echo("", err=True)
    server.shutdown()


@cache
def _words() -> dict[str, str]:
    lines = files("glossary.cli").joinpath("review_page.tsv").read_text("utf-8").splitlines()
    return {row["en"]: row["zh-Hans"] for row in csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE)}


def _language() -> str:
    return request.accept_languages.best_match(("en", "zh"), default="en") or "en"


def _say(template: str, **values: object) -> str:
    words = _words()[template] if _language() == "zh" else template
    return escape(words.format(**values))


def _say_why(why: str) -> str:
    """The reason of a question, which is English, in the language of the page."""
    for template in _words():
        pattern = re.sub(r"\\{(\w+)\\}", r"(?P<\1>.+)", re.escape(template))
        if found := re.fullmatch(pattern, why):
            return _say(template, **found.groupdict())
    return escape(why)


def _document(body: str) -> str:
    return (
        f"<!doctype html><html lang='{'zh-Hans' if _language() == 'zh' else 'en'}'><meta charset='utf-8'>"
        "<meta name='viewport' content='width=device-width, initial-scale=1'>"
        f"<title>{_say('Review of the glossary')}</title><style>{_STYLE}</style><body><main>{body}</main></body></html>"
    )


def _question(question: ReviewQuestion, at: int, count: int, token: str) -> str:
    requested = "Does 1 explain the term?" if question.kind == MEANING else "Do 1 and 2 mean the same?"
    wordings = "".join(f"<li>{_wording(question, number)}</li>" for number in range(len(question.wordings[:_SHOWN])))
    answers = ("accept", "reject") if question.kind == MEANING else ("same", "split")
    buttons = "".join(_button(name, _label(question, name)) for name in answers) + _button("skip", _say("Skip"))
    use = _say("{number} sources" if question.use != 1 else "{number} source", number=question.use)
    return (
        f"<p class='dim'>{_say('{at} of {count}', at=at + 1, count=count)} · {use} · {_say_why(question.why)}</p>"
        f"<h1 lang='zh-Hans'>{escape(question.headword)}</h1><p>{_say(requested)}</p>"
        f"<form method='post' action='/{at}'>{_token(token)}<ol>{wordings}</ol><p class='answers'>{buttons}</p></form>"
        f"<nav>{_back(at)}{_end(token)}</nav>"
    )


def _label(question: ReviewQuestion, answer: str) -> str:
    """What an answer does; for a pair, also which of the two answers holds now."""
    is_now = question.verdict == {"same": "same", "split": "different"}.get(answer)
    label = _LABELS[answer]
    return _say(f"{label} (as now)" if is_now else label)


def _wording(question: ReviewQuestion, number: int) -> str:
    each = question.wordings[number]
    who = "，".join(str(part) for part in (each.issuer, each.year) if part)
    prefer = _button(f"prefer:{number}", _say("Prefer")) if question.kind == MEANING and number else ""
    explanation = f"<b>{escape(each.head)}</b>：{escape(each.text)} <span class='dim'>{escape(who)}</span>"
    return f"<span lang='zh-Hans'>{explanation}</span> {prefer}"


def _button(value: str, label: str) -> str:
    return f"<button name='answer' value='{value}'>{label}</button>"


def _token(token: str) -> str:
    return f"<input type='hidden' name='token' value='{escape(token)}'>"


def _back(at: int) -> str:
    return f"<a href='/{at - 1}'>{_say('Previous question')}</a>" if at else "<span></span>"


def _end(token: str) -> str:
    return f"<form method='post' action='/stop'>{_token(token)}<button>{_say('Finish')}</button></form>"
