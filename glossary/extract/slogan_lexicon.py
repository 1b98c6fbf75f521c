"""Numeral slogans that are words of the language: they need no quotes to be recognised.

Written by hand from general knowledge of national policy language. A form belongs here only if its bare use means
nothing else; forms that also have an everyday meaning (三产, 三区, 四早) stay out and need quotes.
"""

import re

_WORDS = """
    三农 双拥 双碳 双减 双创 双控 双一流 双循环 五保 普九 两型社会 两癌 两免一补 三公经费 三公消费
    八项规定 一带一路 一国两制 一带一部 三个代表 四个全面 五位一体 四个意识 四个自信 两个维护 两个确立 三严三实
    两学一做 两个毫不动摇 三重一大 一岗双责 三同时 三去一降一补 三权分置 三区三线 三线一单 三品一标 两品一标 三供一业
    六稳 六保 四风问题 四好农村路 四上企业 五险一金 三支一扶 多规合一 多证合一 三证合一 五证合一
    双随机一公开 双随机、一公开
    三医联动 三社联动 三网融合 三通一平 五通一平 七通一平 九通一平 两不愁三保障 四个不摘 三下乡 三来一补
    四项基本原则 三大攻坚战 四梁八柱 四水四定 两个一百年 四下基层 四议两公开 三个区分开来
    三会一课 双招双引 五大发展理念 五项原则 四化同步 一老一小 四不两直 三高四新 五育并举 五水共治 两违
    三个务必 两个务必 三个有利于 五个认同 三个离不开 三期叠加 一网通办 一网统管 最多跑一次 一事一议
    两化融合 四个现代化 五讲四美三热爱 五讲四美 三讲四美 三反五反 两弹一星 三资企业 三线建设 三大差别 三废 双百方针
    三重压力 五篇大文章 万村千乡市场工程
    两个根本性转变 六大核心战略产业 双高普九 三面红旗 两条腿走路 两个积极性 八项主张 八字宪法 三自一包
"""

CORE_OF_TWO = frozenset({"三公经费", "三公消费", "四上企业", "四风问题", "五保户", "两型社会", "三资企业"})
"""Forms whose first two characters are the core, with a class noun that bare use needs."""

READ_ON = re.compile("双创(?:历史|新高|造|下|优|佳)|双控股|双减速|六保险|三农[场垦]|五保险|三废[弃除]|两违[规约背反]")
"""Where such a word is only the beginning of something else: 税收双创历史新高."""

LEXICALISED = frozenset(_WORDS.split())
"""The forms, simplified script, folded."""
