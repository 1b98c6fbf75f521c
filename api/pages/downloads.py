"""``/downloads``: the whole dictionary as files, for people."""

from typing import Any

from flask import Blueprint, Response

from api.media_types import HTML
from api.pages._rendering import render
from api.responses import endpoint
from api.routes.exports import find_edition
from api.schemas.searches import ScriptQuery
from glossary.export.publish import read_manifest

bp = Blueprint("download_pages", __name__)

KINDS = {
    "csv": "词条表，逗号分隔",
    "excel": "词条表，可直接用 Excel 打开",
    "definitions": "释义表",
    "definitions-excel": "释义表，可直接用 Excel 打开",
    "attestations": "用例表",
    "attestations-excel": "用例表，可直接用 Excel 打开",
    "sources": "文献表",
    "sources-excel": "文献表，可直接用 Excel 打开",
    "jsonl": "每行一个词条的 JSON",
    "skos": "SKOS（JSON-LD）",
    "tbx": "术语交换格式 TBX v3",
    "tbx2": "术语交换格式 TBX v2",
    "yomitan": "Yomitan 词典",
    "yomitan-frequency": "Yomitan 词频",
    "stardict": "StarDict 词典",
    "cedict": "CC-CEDICT",
    "anki": "Anki 卡片",
    "sqlite": "SQLite 数据库",
}
"""What a reader wants to know of each format."""


@bp.get("/downloads")
@endpoint(ScriptQuery, produces=(HTML,))
def list_downloads(asked: dict[str, Any]) -> Response:
    """Every file with its size; metadata stand beside what they describe."""
    manifest = read_manifest(find_edition())
    files = [file for file in manifest["files"] if not file.get("describes")]
    return render("downloads.html", asked, here="downloads", revision=manifest["revision"], files=files, kinds=KINDS)
