"""Texts for laws: any characters, and many of those that numerals, quotes and lists are made of."""

from hypothesis import strategies as st

HAN = "一二三四五六七八九十两双多百千万第个大类项区线高新工程"
MARKS = "“”‘’「」『』\"'、，。；（）〔〕[]01239+＋Nn\n \u3000*"
ALPHABET = st.text(st.sampled_from(HAN + MARKS) | st.characters(), max_size=120)
