"""Invented reports, built from their entries and slogans: what extraction would have found, without running it."""

import hashlib
from dataclasses import dataclass, field

from glossary.extraction.members.find_members import find_members
from glossary.model import Document, Entry, Extraction, Metadata, Region, Slogan, Source, Span
from glossary.store.write.staging import QueuedSource, serialize_source


@dataclass
class Report:
    """An invented report of one government in one year."""

    city: str
    year: int
    level: str = "prefecture"
    province: str = "云岭省"
    entries: list[tuple[str, str]] = field(default_factory=list)
    slogans: list[tuple[str, str]] = field(default_factory=list)
    body: str = ""

    def text(self) -> str:
        """Slogans in running text, then the glossary."""
        body = "".join(f"我们推进{surface}，成效明显。\n" for surface, _ in self.slogans)
        return f"{self.city}{self.year}\n{self.body}{body}名词解释\n" + "".join(f"{h}：{d}\n" for h, d in self.entries)

    def source(self, origin: str = "") -> Source:
        """As a reader would give it."""
        text = self.text()
        digest = hashlib.sha256(text.encode()).hexdigest()
        return Source(f"s{digest[:16]}", text, digest, origin or f"{self.city}/{self.year}.txt")

    def extraction(self) -> Extraction:
        """As the extractors would find it."""
        text, at = self.text(), 0
        slogans, entries = [], []
        for surface, core in self.slogans:
            at = text.index(surface, at)
            slogans.append(Slogan(surface, core, Span(at, at + len(surface)), "“" in surface, "quoted"))
            at += len(surface)
        at = text.index("名词解释")
        for head, definition in self.entries:
            at = text.index(head + "：", at)
            begin = at + len(head) + 1
            groups, status = find_members(head, definition)
            spans = Span(at, at + len(head)), Span(begin, begin + len(definition))
            entries.append(Entry(head, definition, *spans, groups=groups, status=status, rule="plain"))
        place = Region(None if self.level == "national" else self.province, self._city())
        metadata = Metadata(issuer=f"{self.city}人民政府", level=self.level, region=place, date=str(self.year))
        return Extraction(Document(stated=metadata), (), tuple(entries), tuple(slogans))

    def _city(self) -> str | None:
        return self.city if self.level == "prefecture" else None

    def arrival(self, origin: str = "", extractor: str = "1") -> QueuedSource:
        """As a worker would hand it over."""
        source = self.source(origin)
        payload = serialize_source(source, self.extraction(), extractor)
        return QueuedSource(source.origin, source.id, source.sha256, extractor, source.hints, payload)


ZONES = "“三区”指城镇空间、农业空间、生态空间；“三线”指城镇开发边界、永久基本农田、生态保护红线。"
ZONES_AGAIN = "城镇空间、农业空间、生态空间三类空间和城镇开发边界、永久基本农田、生态保护红线三条线。"
ZONES_WRONG = "城镇空间、农业空间、生态空间，城镇开发边界、永久基本农田、生态保护红线。"
AWARENESS = "政治意识、大局意识、核心意识、看齐意识。"
WATERWORKS = "小水窖、小水池、小泵站、小塘坝、小水渠。"
SHOPS = "小餐饮店、小理发店、小旅馆、小浴室、小歌舞厅。"
PROJECTS = "产业升级、园区提质、城市更新、乡村振兴、交通会战、民生改善六大工程。"
OTHER_PROJECTS = "固本工程、强基工程、育才工程、清源工程、暖心工程、平安工程。"
FARMLAND = "按照规划确定的不得占用的优质耕地。"
REFORM = "简政放权、放管结合、优化服务。"
ZONES_LIST = ("三线一单", "三线一单")
ZONES_USED, PROJECTS_USED = ("“三区三线”", "三区三线"), ("“六大工程”", "六大工程")
UPHOLD, ESTABLISH = ("两个维护", "两个维护"), ("两个确立", "两个确立")

REPORTS = (
    Report("甲山市", 2021, entries=[("三区三线", ZONES), ("六大工程", PROJECTS)]),
    Report("乙水市", 2022, entries=[("“三区三线”", ZONES_AGAIN), ("“六大工程”", OTHER_PROJECTS)]),
    Report(
        "丙川市",
        2023,
        entries=[("三区两线", ZONES_WRONG), ("永久基本农田", FARMLAND)],
        slogans=[ZONES_USED, PROJECTS_USED, ZONES_LIST],
    ),
    Report(
        "甲山市",
        2022,
        entries=[("“五小”水利", WATERWORKS)],
        slogans=[PROJECTS_USED, ("三区三线", "三区三线"), ("“五小”水利工程", "五小")],
    ),
    Report(
        "丁原市",
        2020,
        entries=[("“五小”行业", SHOPS), ("四种意识", AWARENESS)],
        slogans=[("五小行业", "五小"), ("“四个意识”", "四个意识")],
    ),
    Report(
        "云岭省",
        2019,
        "province",
        entries=[("四个意识", AWARENESS), ("放管服", REFORM)],
        slogans=[("「三區三線」", "三區三線"), UPHOLD, ESTABLISH],
    ),
    Report(
        "国务院",
        2022,
        "national",
        entries=[("放管服改革", REFORM)],
        slogans=[("“五小”", "五小"), UPHOLD, ZONES_LIST],
        body="劃定永久基本農田。\n",
    ),
    Report(
        "戊江市",
        2024,
        slogans=[UPHOLD, ESTABLISH, ZONES_USED, ZONES_LIST],
        body="保护永久基本农田，深化放管服，放管服见效。\n",
    ),
)
