"""Takes Swift source apart, as far as mutants need it.

Comments, attributes and directives are left out; a string is one token with all that is in it.
"""
import dataclasses
import re

TOKEN = re.compile(
    r"""
    (?P<space>\s+) | (?P<comment>//[^\n]*|/\*) | (?P<string>\#*(?:\"{3}|\"))
    | (?P<directive>\#(?:if|elseif|else|endif|sourceLocation)\b[^\n]*)
    | (?P<word>[@$\#]?[^\W\d]\w*|\$\d+|`\w+`)
    | (?P<number>0[xbo][\da-fA-F_]+|\d[\d_]*(?:\.\d[\d_]*)?(?:[eE][+-]?\d+)?)
    | (?P<sign>\.\.[.<]|[-/=+!*%<>&|^~]+) | (?P<mark>.)
    """,
    re.VERBOSE,
)


@dataclasses.dataclass
class Token:
    kind: str
    text: str
    start: int
    end: int


def string_end(source, start):
    """Where a string literal ends, interpolations and the strings in them included."""
    hashes = re.match(r"#*", source[start:]).group()
    quotes = '"""' if source.startswith('"""', start + len(hashes)) else '"'
    at = start + len(hashes) + len(quotes)
    while at < len(source):
        if source.startswith(quotes + hashes, at):
            return at + len(quotes + hashes)
        if source.startswith("\\" + hashes + "(", at):
            at, depth = at + len(hashes) + 2, 1
            while depth and at < len(source):
                if source[at] == '"':
                    at = string_end(source, at)
                    continue
                depth += {"(": 1, ")": -1}.get(source[at], 0)
                at += 1
        elif source.startswith("\\" + hashes, at):
            at += len(hashes) + 2
        else:
            at += 1
    return at


def comment_end(source, start):
    """Where a comment between `/*` and `*/` ends; they nest."""
    depth, at = 0, start
    for found in re.compile(r"/\*|\*/").finditer(source, start):
        depth += 1 if found.group() == "/*" else -1
        at = found.end()
        if depth == 0:
            break
    return at


def tokens(source):
    """The tokens that can matter: no space, no comment, no directive."""
    found, at = [], 0
    while at < len(source):
        match = TOKEN.match(source, at)
        kind, end = match.lastgroup, match.end()
        if kind == "string":
            end = string_end(source, at)
        elif match.group() == "/*":
            end = comment_end(source, at)
        if kind not in ("space", "comment", "directive"):
            found.append(Token(kind, source[at:end], at, end))
        at = end
    return without_attributes(found)


def closing(found, index):
    """The index of the bracket that closes the one at an index."""
    depth = 0
    for at in range(index, len(found)):
        depth += {"(": 1, "[": 1, "{": 1, ")": -1, "]": -1, "}": -1}.get(found[at].text, 0)
        if depth == 0:
            return at
    return len(found) - 1


def without_attributes(found):
    kept, index = [], 0
    while index < len(found):
        if found[index].text.startswith("@"):
            index += 1
            if index < len(found) and found[index].text == "(":
                if found[index].start == found[index - 1].end:
                    index = closing(found, index) + 1
            continue
        kept.append(found[index])
        index += 1
    return kept
