"""Finds the places of Swift source where one small change makes a mutant.

What a site cannot be (a declaration, a type, a pattern that wants a literal) is skipped here or,
where only the compiler can tell, dropped when the mutated copy does not build.
"""
import dataclasses
import re

from mutation.swift_tokens import Token, closing, tokens

COMPARISONS = {"<": "<=", "<=": "<", ">": ">=", ">=": ">", "==": "!=", "!=": "=="}
ARITHMETIC = {"+": "-", "-": "+", "*": "/", "/": "*", "%": "/"}
LOGIC = {"&&": "||", "||": "&&"}
BITS = {"&": "|", "|": "&", "^": "|"}
SHIFTS = {"<<": ">>", ">>": "<<"}
RANGES = {"..<": "...", "...": "..<"}
ASSIGNMENTS = {"+=": "-=", "-=": "+=", "*=": "+=", "|=": "&=", "&=": "|=", "^=": "|="}
OPERATORS = {**COMPARISONS, **ARITHMETIC, **LOGIC, **BITS, **SHIFTS, **RANGES, **ASSIGNMENTS}
# Static members with a counterpart of the same type; `min()` and `max()` are calls besides.
MEMBERS = {
    "down": "up", "up": "down", "halfUp": "down", "halfEven": "halfUp", "min": "max", "max": "min",
}

@dataclasses.dataclass
class Site:
    """One mutant: its place, what it does in words, and the edits that build it in."""

    path: str
    line: int
    last_line: int
    column: int
    change: str
    kind: str
    original: str
    # (from, to, text): the text stands for `source[from:to]` and may name {number} and {name}.
    edits: list
    original_line: str
    mutated_line: str
    number: int = 0

    @property
    def name(self):
        """The operator's own spelling: the original and two braille characters for the number."""
        high, low = divmod(self.number, 128)
        return self.original + chr(0x2801 + high) + chr(0x2801 + low)

    @property
    def lines(self):
        return {self.line, self.last_line}

    @property
    def key(self):
        """How the list of equivalents names the mutant: no line number, so that it may move."""
        return f"{self.path}: {self.original_line.strip()} → {self.change}"

    def applied(self):
        return [
            (start, end, text.format(number=self.number, name=self.name))
            for start, end, text in self.edits
        ]

    def spans(self, line, column):
        """True where a column of a rewritten line lies in what this site put there."""
        own = re.escape(self.name) if self.kind in ("operator", "not") else (
            rf"\w+\({self.number}\b[^)]*")
        return any(found.start() <= column < found.end() for found in re.finditer(own, line))


def find_sites(folder, only=""):
    """Every site of a module, numbered from 1 in the order of files and lines."""
    sites = []
    for path in sorted(folder.rglob("*.swift")):
        inner = str(path.relative_to(folder))
        if only in inner:
            sites += Finder(inner, path.read_text()).find()
    for number, site in enumerate(sites, 1):
        site.number = number
    return sites


class Finder:
    """Collects the sites of one file."""

    def __init__(self, path, source):
        self.path, self.source = path, source
        self.tokens = tokens(source)
        self.sites = []
        # Prefix `!` whose removal would repeat the negation of a whole condition.
        self.repeated = set()

    def add(self, at, change, kind, original, edits, plain):
        """Adds a site; `plain` are the edits that show the mutant to a person."""
        start = self.source.rfind("\n", 0, at) + 1
        end = self.source.find("\n", at)
        line = self.source.count("\n", 0, at) + 1
        shown = self.source[start:end]
        for left, right, text in reversed(plain):
            if right <= end:
                shown = shown[:left - start] + text + shown[right - start:]
        self.sites.append(
            Site(
                self.path, line, line + self.source.count("\n", at, edits[-1][1]), at - start + 1,
                change, kind, original, edits, self.source[start:end], shown))

    def find(self):
        for index, token in enumerate(self.tokens):
            if token.text in ("if", "guard", "while", "where"):
                self.conditions(index)
        in_pattern = False
        for index, token in enumerate(self.tokens):
            if token.text == "case":
                in_pattern = True
            elif token.text in (":", "=", "where"):
                in_pattern = False
            if token.kind == "sign":
                self.operator(index)
            elif token.kind == "number":
                self.number(index)
            elif token.kind == "word" and not in_pattern:
                self.word(index)
        self.sites.sort(key=lambda site: (site.line, site.column))
        self.name_apart()
        return self.sites

    def neighbour(self, index, step):
        at = index + step
        return self.tokens[at] if 0 <= at < len(self.tokens) else Token("mark", "", 0, 0)

    def operator(self, index):
        token = self.tokens[index]
        before, after = self.neighbour(index, -1), self.neighbour(index, 1)
        spaced = before.end < token.start and token.end < after.start
        touching = before.end == token.start and token.end == after.start
        if token.text == "!" and token.end == after.start and token.start not in self.repeated:
            if before.end < token.start or before.text in ("(", "[", "{"):
                self.add(
                    token.start, "`!` falls away", "not", "!",
                    [(token.start, token.end, "{name}")], [(token.start, token.end, "")])
            return
        if token.text not in OPERATORS or before.text in ("func", "operator"):
            return
        if token.text == "+" and "string" in (before.kind, after.kind):
            return
        if token.text == "&" and after.text[:1].isupper():
            # Between protocols.
            return
        operand = before.kind in ("word", "number") or before.text in (")", "]")
        if spaced or (token.text in RANGES and touching and operand and after.text not in ")]"):
            self.add(
                token.start, f"`{token.text}` becomes `{OPERATORS[token.text]}`", "operator",
                token.text, [(token.start, token.end, "{name}")],
                [(token.start, token.end, OPERATORS[token.text])])

    def number(self, index):
        token, before = self.tokens[index], self.neighbour(index, -1)
        if before.text == "." or not re.fullmatch(r"0[xbo][\da-fA-F_]+|[\d_]+", token.text):
            return
        value = int(token.text, 0 if token.text[:2] in ("0x", "0b", "0o") else 10)
        if before.text == "-" and before.end == token.start:
            self.pick(before.start, token.end, "-" + token.text, str(1 - value))
        else:
            self.pick(token.start, token.end, token.text, str(value + 1))

    def word(self, index):
        token = self.tokens[index]
        before, after = self.neighbour(index, -1), self.neighbour(index, 1)
        called = after.text == "(" and after.start == token.end
        dotted = before.text == "." and before.end == token.start
        if token.text in ("true", "false") and not dotted:
            self.pick(token.start, token.end, token.text, "false" if token.text == "true" else "true")
        elif token.text in ("min", "max") and called and before.text != "func":
            call = f"mutant_{token.text}({{number}}" if dotted else (
                f"Mutant.{token.text}({{number}}, ")
            if not dotted or self.neighbour(index, 2).text == ")":
                other = MEMBERS[token.text]
                self.add(
                    token.start, f"`{token.text}` becomes `{other}`", "call", token.text,
                    [(token.start, after.end, call)], [(token.start, token.end, other)])
        elif token.text in MEMBERS and dotted and not called:
            owner = self.neighbour(index, -2)
            alone = owner.end < before.start or owner.text in ("(", "[", "{")
            if alone:
                self.pick(
                    before.start, token.end, "." + token.text, "." + MEMBERS[token.text])

    def pick(self, start, end, text, other):
        self.add(
            start, f"`{text}` becomes `{other}`", "pick", text,
            [(start, end, f"Mutant.pick({{number}}, {text}, {other})")], [(start, end, other)])

    def conditions(self, index):
        """Adds the negation of each condition after `if`, `guard`, `while` and `where`."""
        keyword = self.tokens[index].text
        if keyword == "where" and not self.is_loop_or_case(index):
            return
        clauses, clause, at = [], [], index + 1
        while at < len(self.tokens):
            text = self.tokens[at].text
            if text == ("else" if keyword == "guard" else "{"):
                break
            if keyword == "where" and text == ":":
                break
            if text == ",":
                clauses.append(clause)
                clause = []
                at += 1
                continue
            last = closing(self.tokens, at) if text in ("(", "[", "{") else at
            clause.append((at, last))
            at = last + 1
        for clause in clauses + [clause]:
            if clause:
                self.condition(clause)

    def is_loop_or_case(self, index):
        for at in range(index - 1, -1, -1):
            if self.tokens[at].text in ("for", "case", "catch"):
                return True
            if self.tokens[at].text in ("func", "extension", "init", "struct", "}", ";"):
                return False
        return False

    def condition(self, clause):
        parts = [self.tokens[at] for at, _ in clause]
        first, last = parts[0], self.tokens[clause[-1][1]]
        if first.text in ("let", "var", "case") or first.text.startswith("#"):
            return
        signs = [part.text for part in parts if part.text in OPERATORS and part is not first]
        if len(signs) == 1 and signs[0] in ("==", "!=") and first.text != "!":
            return
        if first.text == "!" and not signs:
            self.repeated.add(first.start)
        self.add(
            first.start, "the condition is negated", "condition", "",
            [(first.start, first.start, "Mutant.not({number}, "), (last.end, last.end, ")")],
            [(first.start, first.start, "!("), (last.end, last.end, ")")])

    def name_apart(self):
        """Numbers the equal changes of one line, so that each has a name of its own."""
        seen = {}
        for site in self.sites:
            count = seen[site.line, site.change] = seen.get((site.line, site.change), 0) + 1
            if count > 1:
                site.change += f" ({count})"


def rewritten(source, sites):
    """The source with the mutants of these sites built in, line for line."""
    edits = [edit for site in sites for edit in site.applied()]
    # Where two edits touch, what closes an earlier one comes first, then what opens, then what
    # stands for a token.
    edits.sort(key=lambda edit: (edit[0], edit[2] != ")", edit[1]))
    parts, at = [], 0
    for start, end, text in edits:
        parts += [source[at:start], text]
        at = end
    return "".join(parts + [source[at:]])
