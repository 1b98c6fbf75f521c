"""``/downloads``: the whole dictionary as files, for people."""

from typing import Any

from flask import Blueprint, Response, current_app

from api.negotiation import HTML
from api.pages._rendering import render
from api.responses import endpoint
from api.routes.exports import EXPORTS, ExportFailedError, ExportJobs, ExportPendingError
from api.schemas.searches import ScriptQuery
from glossary.export.editions import MANIFEST
from glossary.export.publish import read_manifest

bp = Blueprint("download_pages", __name__)

GROUPS = {
    "表格": ("xlsx", "csv", "excel", "members", "definitions", "attestations", "sources", "sqlite", "parquet"),
    "词典": ("yomitan", "yomitan-unexplained", "yomitan-frequency", "stardict", "stardict-hant", "mdx", "cedict"),
    "卡片": ("anki-deck", "anki"),
    "翻译工具": ("tbx", "tbx2", "omegat"),
    "分词与输入法": ("jieba", "hanlp", "rime", "sogou"),
    "程序与引用": ("jsonl", "skos", "turtle", "bibtex", "datapackage", "croissant", "decisions"),
}
"""Purposes and their formats, in the order of the page; other formats follow at the end."""

KINDS = {
    "xlsx": "Excel 工作簿：词条、成员、释义、文献",
    "csv": "词条表（CSV）",
    "excel": "词条表（CSV，供 Excel）",
    "members": "成员表：每个说法所数的各项",
    "members-excel": "成员表（CSV，供 Excel）",
    "definitions": "释义表",
    "definitions-excel": "释义表（CSV，供 Excel）",
    "attestations": "用例表",
    "attestations-excel": "用例表（CSV，供 Excel）",
    "sources": "文献表",
    "sources-excel": "文献表（CSV，供 Excel）",
    "sqlite": "SQLite 数据库，可用 Datasette 打开",
    "sqlite-metadata": "Datasette 的说明",
    "parquet": "词条表（Parquet）",
    "members-parquet": "成员表（Parquet）",
    "definitions-parquet": "释义表（Parquet）",
    "attestations-parquet": "用例表（Parquet）",
    "sources-parquet": "文献表（Parquet）",
    "jsonl": "每行一个词条的 JSON",
    "skos": "SKOS（JSON-LD）",
    "turtle": "SKOS（Turtle）",
    "tbx": "术语交换格式 TBX v3",
    "tbx2": "术语交换格式 TBX v2",
    "omegat": "OmegaT 词汇表",
    "yomitan": "Yomitan 词典",
    "yomitan-unexplained": "Yomitan 词典：没有解释的词条",
    "yomitan-frequency": "Yomitan 词频",
    "stardict": "StarDict 词典（GoldenDict、KOReader）",
    "stardict-hant": "StarDict 词典，繁体",
    "mdx": "MDX 词典（MDict、欧路）",
    "cedict": "CC-CEDICT",
    "anki-deck": "Anki 牌组",
    "anki": "Anki 文本",
    "jieba": "jieba 用户词典",
    "hanlp": "HanLP 自定义词典",
    "rime": "Rime 词库",
    "sogou": "搜狗自定义短语",
    "bibtex": "文献目录（BibTeX）",
    "decisions": "编辑决定",
    "csvw": "各表说明（CSVW）",
    "datapackage": "数据包说明（Frictionless）",
    "croissant": "数据集说明（Croissant）",
    "readme": "说明",
    "licence": "许可",
    "citation": "引用格式（CFF）",
}
"""What a reader wants to know of each format."""


@bp.get("/downloads")
@endpoint(ScriptQuery, produces=(HTML,))
def list_downloads(params: dict[str, Any]) -> Response:
    """Returns the files in groups, with their sizes once written; metadata follow the file that they describe."""
    sizes, revision = _sizes()
    files = {each.format: each for each in EXPORTS if not each.describes}
    grouped = {label: [files[kind] for kind in kinds if kind in files] for label, kinds in GROUPS.items()}
    placed = {each.format for group in grouped.values() for each in group}
    grouped["其他文件"] = [each for each in files.values() if each.format not in placed]
    return render(
        "downloads.html", params, here="downloads", revision=revision, groups=grouped, sizes=sizes, kinds=KINDS
    )


def _sizes() -> tuple[dict[str, int], str]:
    """Bytes by name of file; empty while the first edition is being written: its files can be had one by one."""
    jobs: ExportJobs = current_app.extensions["export_jobs"]
    try:
        manifest = read_manifest(jobs.file(MANIFEST).folder)
    except (ExportPendingError, ExportFailedError, OSError):
        return {}, ""
    return {file["name"]: file["bytes"] for file in manifest["files"]}, manifest["revision"]
