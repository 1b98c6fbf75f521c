"""What is true of Chinese text, pure: numerals, views with offset maps, script, keys, pinyin."""
