"""Checks a list of characters and their bytes against Python's own GB18030 table.

usage: glyphs.py LIST      LIST has a line a character: its code and its bytes, in hexadecimal,
                           or its code and "box" for what is not printed

Prints how many agree; ends with code 1 at the first that does not.
"""

import sys
import unicodedata

from paper import NEWER


def main(path):
    newer = {text: code for code, text in NEWER.items()}
    agreed = {1: 0, 2: 0, 4: 0}
    for line in open(path, encoding="ascii"):
        number, code = line.split()
        text = chr(int(number, 16))
        own = newer.get(text) or text.encode("gb18030")
        if code == "box":
            # Whatever has two bytes and all ideographs are in printers' fonts, the upright
            # punctuation excepted, whose place depends on the edition.
            shown = len(own) <= 2 or unicodedata.name(text, "").startswith("CJK")
            if shown and unicodedata.category(text) not in ("Co", "Cc") and not (
                0xFE10 <= ord(text) <= 0xFE19 or "RADICAL" in unicodedata.name(text, "")
                or "STROKE" in unicodedata.name(text, "")
            ):
                sys.exit(f"U+{number} is not printed, and its code is {own.hex()}")
            continue
        if own.hex() != code:
            sys.exit(f"U+{number} is {own.hex()}, not {code}")
        agreed[len(own)] += 1
    print(agreed[1], agreed[2], agreed[4])


main(sys.argv[1])
