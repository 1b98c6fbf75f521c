"""Checks whether the items of a list before a slogan are members of it, or parts of a sentence. Pure."""

_MAX_SURPLUS = 6


def lacks_suffix(items: list[str]) -> bool:
    """Whether the last item lacks the ending of the others: 财政改革、税制改革、农村“三位一体”合作改革."""
    suffix = {item[-2:] for item in items[:-1]}
    return len(items) > 2 and len(suffix) == 1 and not items[-1].endswith(suffix.pop()[-1])


def quotes_each(items: list[str]) -> bool:
    """Whether several items end with a quotation: 紧扣“一条主线”、实现“六个先行”、推进“四大振兴” are actions."""
    return sum(item.endswith("”") for item in items) > 1


def has_long_lead(items: list[str]) -> bool:
    """Whether the first item holds words that belong to the sentence: 我市被列为全国再生资源回收利用, then 肉菜追溯."""
    return len(items[0]) > max(map(len, items[1:])) + _MAX_SURPLUS


def have_one_length(items: list[str]) -> bool:
    """Whether all items have one length, of two characters or more."""
    return len({len(item) for item in items}) == 1 and len(items[0]) > 1
