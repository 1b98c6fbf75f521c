"""The byline of a news feature about a report: paper, reporters, headline. Pure."""

import re
from dataclasses import dataclass

_LONGEST = 60_000
_BYLINE = re.compile(r"^[ \t\u3000]*([^\n。]{0,40}?(?:记者|記者|通讯员|通訊員)[^\n。:：]{1,60})$", re.MULTILINE)
_JOB = re.compile(r"(?:[\u4e00-\u9fff]{0,4}?(?:记者|記者)|通讯员|通訊員|实习生|见习记者)")
_PAPER = re.compile(
    r"[\u4e00-\u9fff]{2,8}?(?:日报|晚报|晨报|商报|时报|周报|新闻网|在线|传媒|电视台|广播|客户端)|掌上[\u4e00-\u9fff]{2,4}"
)
_ABOUT_REPORT = re.compile(r"报告提出|报告中提出|报告指出|本版|報告提出")


@dataclass(frozen=True, slots=True)
class Byline:
    """Who writes, for which paper, under which headline."""

    title: str | None
    publisher: str | None
    authors: tuple[str, ...]


def read_byline(text: str) -> Byline | None:
    r"""The byline of a feature, ``None`` for any other text.

    >>> read_byline("云河扬帆启航\n\n云河日报 记者张三 通讯员李四\n")
    Byline(title='云河扬帆启航', publisher='云河日报', authors=('张三', '李四'))
    """
    first = min(
        (at for word in ("记者", "記者", "通讯员", "通訊員") if (at := text.find(word, 0, _LONGEST)) >= 0), default=-1
    )
    found = _BYLINE.search(text, text.rfind("\n", 0, first) + 1, _LONGEST) if first >= 0 else None
    if not found:
        return None
    line = found[1]
    authors = _authors(line)
    papers = list(dict.fromkeys(_PAPER.findall(line[: line.find(authors[0])] if authors else line)))
    if not authors or not (papers or _ABOUT_REPORT.search(text[:_LONGEST])):
        return None
    return Byline(_headline(text, found.start()), " / ".join(papers) or None, authors)


def _authors(line: str) -> tuple[str, ...]:
    jobs = list(_JOB.finditer(line))
    names: list[str] = []
    for job, end in zip(jobs, [*(later.start() for later in jobs[1:]), len(line)], strict=True):
        names += re.findall(r"[\u4e00-\u9fff]{2,4}", line[job.end() : end])
    return tuple(name for name in dict.fromkeys(names) if name not in {"摄影", "报道", "摄影报道", "制图"})


def _headline(text: str, end: int) -> str | None:
    """The line above the byline, where it is short and no sentence."""
    above = text[:end].rstrip()
    line = above[above.rfind("\n") + 1 :].strip(" \t\u3000*#")
    return line if 4 <= len(line) <= 40 and not re.search(r"[。；;]", line) else None
