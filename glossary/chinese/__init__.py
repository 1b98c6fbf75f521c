"""Chinese text processing: numerals, views with offset maps, script, keys, pinyin. Pure."""
