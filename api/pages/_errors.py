"""Refusals and faults in the words of a reader; programs get the same as a problem document in English.

Error pages: a browser that requested a page gets the error as a page, in the script of the requested page.
"""

from collections.abc import Mapping
from typing import Any

from flask import Response, request

from api.negotiation import HTML, preferred_type
from api.pages._interface_text import Sentence
from api.pages._rendering import PARAMETERS, render
from api.request_parsing import page_arguments
from glossary.chinese.script import SCRIPTS

PENDING = "export-pending"

_HEADINGS = {
    "term-not-found": "没有找到这个词",
    "source-not-found": "没有这份文献",
    "not-found": "没有这一页",
    "unknown-parameter": "地址里有不认识的参数",
    "invalid-request": "地址里有不能用的值",
    "invalid-query": "地址里有不能用的值",
    "unknown-script": "地址里有不能用的值",
    "too-large": "文字太长",
    PENDING: "下载文件正在生成",
}
_BY_STATUS = {404: "没有找到", 405: "此页不能这样打开", 500: "服务出了差错", 503: "词典暂时不可用"}

_SENTENCES = {
    "term-not-found": "词典里没有这样写的词条。",
    "source-not-found": "词典收录的文献里没有这个编号。",
    "not-found": "这个地址下没有内容。",
    "method-not-allowed": "请从链接或表单进入此页。",
    "unsupported-media-type": "此页只接受网页表单送来的文字。",
    "internal-error": "差错已经记录下来，请稍后再试。",
    "unavailable": "请稍后再来。",
    PENDING: "请稍候，本页几秒后自动刷新。",
}
_WRONG = {
    "cursor": "翻页链接已经失效，或者属于另一次查找；请从第一页重新开始。",
    "year": "年份应在 1949 到 2100 之间。",
    "number": "数字应是 0 到 999999 的整数，0 表示 N、X、多。",
    "script": "文字只有简体、繁体、台湾、香港四种。",
    "q": "所查的词最长 200 字。",
    "form": "写法最长 200 字。",
}
_NOWHERE = "请稍后再来。"
_AGAIN = "请检查地址，或者从首页重新开始。"


def error_title(status: int, code: str) -> str:
    """The heading of an error page."""
    return _HEADINGS.get(code) or _BY_STATUS.get(status, "出错了")


def error_lines(status: int, body: Mapping[str, Any]) -> list[Sentence]:
    """Returns the content of a problem document as sentences for a reader.

    >>> error_lines(422, {"code": "invalid-request", "errors": {"year": ["Not a valid integer."]}})[0].text
    '年份应在 1949 到 2100 之间。'
    """
    if body["code"] == "unknown-parameter":
        return _unknown(body)
    if body["code"] == "too-large":
        most = body.get("most")
        limit = (
            Sentence("一次最多 {most} 字。", {"most": most}) if most else Sentence("送来的文字超出了一次能读的长度。")
        )
        return [limit, Sentence("请用浏览器的“后退”回到刚才的文字，分几段来读。")]
    wrong = _names_of_wrong(body)
    if wrong:
        return [_wrong(name) for name in wrong]
    return [Sentence(_SENTENCES.get(body["code"], _NOWHERE if status >= 500 else _AGAIN))]


def _wrong(name: str) -> Sentence:
    if name in _WRONG:
        return Sentence(_WRONG[name])
    return Sentence("“{name}”（{label}）的值不能用。", {"name": name, "label": _label(name)})


def _unknown(body: Mapping[str, Any]) -> list[Sentence]:
    lines = [Sentence("此页没有参数“{name}”。", {"name": body["parameter"]})]
    if nearest := body.get("nearest"):
        lines.append(Sentence("是不是“{name}”（{label}）？", {"name": nearest, "label": _label(nearest)}))
    return lines


def _label(name: str) -> Sentence:
    return Sentence(PARAMETERS.get(name, "参数"))


def _names_of_wrong(body: Mapping[str, Any]) -> list[str]:
    errors = body.get("errors")
    if isinstance(errors, Mapping):
        return [str(name) for name in errors]
    return [str(body["parameter"])] if body.get("parameter") else []


def is_of_pages() -> bool:
    """Whether this address is a reader's, so that what is answered there depends on ``Accept``."""
    return not request.path.startswith(("/v1/", "/openapi", "/healthz", "/readyz", "/metrics"))


def wants_page() -> bool:
    """Whether this request is a reader's: a path of the pages, or an unknown one, by something that likes HTML best."""
    accept = request.environ.get("HTTP_ACCEPT", "")
    return is_of_pages() and HTML in accept and preferred_type(accept, ("application/problem+json", HTML)) == HTML


def error_page(status: int, body: dict[str, Any]) -> Response:
    """Returns the page for a problem document."""
    requested_form = request.view_args.get("form", "") if request.view_args else ""
    return render(
        "error.html",
        _requested_script(),
        status=status,
        heading=error_title(status, body["code"]),
        code=body["code"],
        is_pending=body["code"] == PENDING,
        sentences=error_lines(status, body),
        suggestions=body.get("suggestions", ()),
        q=requested_form or page_arguments().get("q", ""),
    )


def _requested_script() -> dict[str, str]:
    """The parameter, where it is a script: what else is wrong with the address must not change the page's."""
    script = page_arguments().get("script", "")
    return {"script": script} if script in SCRIPTS else {}
