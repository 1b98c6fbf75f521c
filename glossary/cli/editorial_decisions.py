"""``glossary review`` and ``import``: editorial decisions about doubtful explanations and close merges."""

from collections.abc import Iterator, Sequence
from contextlib import closing
from functools import partial
from itertools import islice
from pathlib import Path

import click
import orjson

from glossary.cli._output import clean, counted, database_option, keep_lexicons
from glossary.cli.review_page import review_on_page
from glossary.errors import FileError
from glossary.export.overrides_csv import read_decisions, record_decision
from glossary.senses.overrides import Decision
from glossary.senses.review import ANSWERS, MEANING, ReviewQuestion, is_answer, make_decision
from glossary.store.database import open_for_reading, require_store
from glossary.store.read.reports import review_queue
from glossary.store.write.evidence_rows import unknown_targets
from glossary.term_store import open_term_store

_LONGEST = 200
"""Maximum characters shown of a wording."""
_SHOWN = 6
"""Maximum wordings shown of a sense."""
_KEYS = {"accept": "a", "reject": "r", "same": "s", "split": "d", "prefer": "p"}
_PROMPTS = {
    "accept": "[a]ccept as it stands",
    "reject": "[r]eject",
    "same": "[s]ame meaning",
    "split": "[d]ifferent meanings",
    "prefer": "[p]refer another wording",
}

_REVIEW_HELP = """Decide doubtful explanations one by one.

The questions are about explanations that may not define, lists that contradict each other, and close merges and splits.
The most used and most doubtful ones come first (use is weighted by order of magnitude).

\b
  a  accept: correct; do not ask again            s  same: both wordings have one meaning
  r  reject: no explanation, or not a term        d  different: the wordings have two meanings
  p  prefer: show another wording first           k  skip       q  quit

Each decision is written to a CSV file at once (next to the store, or --csv FILE). At the end, all decisions are applied
as by `glossary import`; --no-apply only writes the file. Decisions survive every harvest.

\b
Examples:
  glossary review --list --limit 50           the questions, one per line
  glossary review                             in the terminal
  glossary review --page                      in the browser, on this machine only
  glossary review --no-apply --csv mine.csv   decide now, `glossary import mine.csv` later
"""


@click.command("review", help=_REVIEW_HELP)
@database_option
@click.option("--list", "is_listed", is_flag=True, help="List the questions without asking them.")
@click.option("--json", "as_json", is_flag=True, help="With --list: one JSON object a line.")
@click.option("--limit", type=click.IntRange(min=1), help="Maximum number of questions.")
@click.option("--csv", "file", type=click.Path(dir_okay=False), help="File for the decisions.")
@click.option("--apply/--no-apply", "is_applied", default=True, help="Apply the decisions at the end.")
@click.option("--page", "is_page", is_flag=True, help="Ask on a local page instead of in the terminal.")
@click.option("--port", type=click.IntRange(0, 65535), default=8001, help="Port of the page; 0 for any free port.")
def review_command(  # noqa: PLR0917 - each is an option of the review_command
    database: str,
    is_listed: bool,
    as_json: bool,
    limit: int | None,
    file: str | None,
    is_applied: bool,
    is_page: bool,
    port: int,
) -> None:
    """Asks the questions, writes the decisions and applies them."""
    require_store(database)
    with closing(open_for_reading(database)) as connection:
        questions = list(islice(review_queue(connection), limit))
    if is_listed:
        for question in questions:
            click.echo(orjson.dumps(_record(question)) if as_json else _question_line(question))
        click.echo(counted(len(questions), "question"), err=True)
        return
    path = Path(file or f"{database}.review.csv")
    if is_page:
        review_on_page(questions, path, port)
    else:
        try:
            _review_in_terminal(questions, path)
        except click.Abort:
            if path.exists():
                click.echo(f"\nstopped; decisions are in {path}; apply them with `glossary import {path}`", err=True)
            raise
    if is_applied:
        _apply(database, path)
    elif path.exists():
        click.echo(f"decisions are in {path}; apply them with `glossary import {path}`", err=True)


def _review_in_terminal(questions: Sequence[ReviewQuestion], path: Path) -> None:
    """Asks in the terminal until no question is left or the editor quits."""
    for number, question in enumerate(questions, 1):
        for line in _question_lines(question, number, len(questions)):
            click.echo(line)
        valid = (each for each in ANSWERS[question.kind] if each != "prefer" or _can_prefer(question))
        answers = {_KEYS[answer]: answer for answer in valid}
        choices = "  ".join(_PROMPTS[answer] for answer in answers.values())
        key = click.prompt(f"{choices}  s[k]ip  [q]uit", type=click.Choice([*answers, "k", "q"]), show_choices=False)
        if key == "q":
            return
        if key in answers:
            chosen = _choose_wording(question) if answers[key] == "prefer" else 0
            decision = make_decision(question, answers[key], chosen)
            record_decision(path, decision, partial(is_answer, question))


def _can_prefer(question: ReviewQuestion) -> bool:
    return len(question.wordings) > 1


def _choose_wording(question: ReviewQuestion) -> int:
    most = min(len(question.wordings), _SHOWN)
    return int(click.prompt(f"which one, 1 to {most}", type=click.IntRange(1, most))) - 1


def _question_lines(question: ReviewQuestion, number: int, count: int) -> Iterator[str]:
    requested = "Does 1 explain the term?" if question.kind == MEANING else "Do 1 and 2 mean the same?"
    yield ""
    yield click.style(f"{number}/{count}  {clean(question.headword)}", bold=True) + f"  {requested}"
    yield click.style(f"     {counted(question.use, 'source')}; {clean(question.why)}", dim=True)
    for at, each in enumerate(question.wordings[:_SHOWN], 1):
        text = clean(" ".join(each.text.split()))
        cut = text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…"
        who = "，".join(clean(part) for part in (each.issuer, each.year) if part)
        yield f"  {at}  {clean(each.head)}：{cut}{click.style(f'  — {who}', dim=True) if who else ''}"


def _question_line(question: ReviewQuestion) -> str:
    wording = clean(" ".join(question.wordings[0].text.split()))[:60]
    return f"{question.rank:6.2f}  {clean(question.headword)}  {question.kind}: {clean(question.why)}  {wording}"


def _record(question: ReviewQuestion) -> dict[str, object]:
    return {
        "rank": question.rank,
        "kind": question.kind,
        "term": question.term,
        "headword": question.headword,
        "why": question.why,
        "use": question.use,
        "doubt": question.uncertainty,
        "wordings": [
            {"place": each.place, "head": each.head, "text": each.text, "issuer": each.issuer, "year": each.year}
            for each in question.wordings
        ],
    }


def _apply(database: str, path: Path) -> None:
    """Applies the decisions of the file."""
    if not path.exists():
        click.echo("no decisions", err=True)
        return
    decisions = read_decisions(path.read_bytes())
    with open_term_store(database) as store:
        change = store.decide(decisions)
    keep_lexicons(database)
    click.echo(
        f"{counted(len(decisions), 'decision')} applied: {len(change.changed)} articles changed, "
        f"{len(change.vanished)} removed; {path} keeps the record",
        err=True,
    )


_MAX_SHOWN_TARGETS = 20
"""Maximum rows without an article that are listed one by one."""

_IMPORT_HELP = """Import editorial decisions from FILE, a CSV file with the columns kind, form, other, reason.

All rows are imported, or none. Semicolons or tabs are accepted as separators.

kind is one of:

\b
  same       FORM and OTHER are one article, with the headword FORM
  different  they are two articles, even if their members agree
  preferred  OTHER is the headword of FORM's article
  rejected   FORM is not a term; with OTHER: OTHER is not a form of it

Instead of forms, you can give places of explanations as `glossary check --review` prints them: two places for `same`
and `different`; as OTHER of `preferred`, the explanation to show first; as FORM of `rejected`, text that does not
explain. `glossary review` asks for such decisions one by one. Decisions survive every harvest. A decision about a form
that no source has is kept and reported.
"""


@click.command("import", help=_IMPORT_HELP)
@click.argument("file", type=click.Path(exists=True, dir_okay=False))
@database_option
@click.option("--replace", is_flag=True, help="Replace all earlier decisions by those in FILE.")
def import_command(file: str, database: str, *, replace: bool) -> None:
    """Reads all rows before applying any; prints what changed and which rows match no source."""
    require_store(database)
    decisions = read_decisions(_content(Path(file)))
    with open_term_store(database) as store:
        change = store.decide(decisions, replace=replace)
    keep_lexicons(database)
    click.echo(
        f"{counted(len(decisions), 'decision')}: {counted(len(change.new), 'new term')}, "
        f"{len(change.changed)} changed, {len(change.vanished)} removed",
        err=True,
    )
    with closing(open_for_reading(database)) as connection:
        _warn(unknown_targets(connection, decisions))


def _content(file: Path) -> bytes:
    """Returns the bytes of a UTF-8 file.

    Raises:
        FileError: The file is not UTF-8.
    """
    content = file.read_bytes()
    try:
        content.decode("utf-8")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise FileError(str(file), f"is not UTF-8 text (line {line}); save the decisions as CSV UTF-8") from error
    return content


def _warn(unmatched: dict[Decision, list[str]]) -> None:
    for decision, names in islice(unmatched.items(), _MAX_SHOWN_TARGETS):
        row = f"{decision.kind},{decision.form},{decision.other}".rstrip(",")
        click.echo(clean(f"no source has {' or '.join(names)}: {row} is kept and has no effect yet"), err=True)
    if len(unmatched) > _MAX_SHOWN_TARGETS:
        click.echo(f"and {len(unmatched) - _MAX_SHOWN_TARGETS} more rows without effect", err=True)
