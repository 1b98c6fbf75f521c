"""Errors as pages: who asked for a page with a browser gets a page."""

from typing import Any

from flask import Response, request

from api.media import HTML
from api.negotiation import preferred_type
from api.pages._rendering import render

HEADINGS = {404: "没有找到", 413: "文字太长", 503: "词典暂时不可用"}
PENDING = "export-pending"


def wants_page() -> bool:
    """Whether this request is a reader's: a path of the pages, or an unknown one, by something that likes HTML best."""
    path = request.path
    if path.startswith(("/v1/", "/openapi", "/healthz", "/readyz", "/metrics")):
        return False
    accept = request.environ.get("HTTP_ACCEPT", "")
    return HTML in accept and preferred_type(accept, ("application/problem+json", HTML)) == HTML


def error_page(status: int, body: dict[str, Any]) -> Response:
    """The page that says what the problem document says."""
    asked_form = request.view_args.get("form", "") if request.view_args else ""
    response = render(
        "error.html",
        {},
        status=status,
        heading="下载文件正在生成" if body["code"] == PENDING else HEADINGS.get(status, "出错了"),
        code=body["code"],
        is_pending=body["code"] == PENDING,
        detail=body["detail"],
        suggestions=body.get("suggestions", ()),
        asked_form=asked_form,
    )
    response.headers["Vary"] = "Accept"
    return response
