"""Writes the Swift file that lets one binary be any of its mutants.

Every mutated operator is an operator of its own with the original's precedence; it asks whether
its number is the one that the environment names and acts accordingly.
"""
import re

from mutation.sites import ARITHMETIC, ASSIGNMENTS, BITS, COMPARISONS, LOGIC, RANGES, SHIFTS

ENVIRONMENT = "MULIN_MUTANT"

SWITCH = """\
#if canImport(Glibc)
    internal import Glibc
#elseif canImport(Musl)
    internal import Musl
#else
    internal import Darwin
#endif
%(imports)s
package enum Mutant {
    static let active: Int = getenv("%(environment)s").flatMap { Int(String(cString: $0)) } ?? 0

    static func pick<T>(_ number: Int, _ original: T, _ other: T) -> T {
        active == number ? other : original
    }
    static func not(_ number: Int, _ condition: Bool) -> Bool { condition != (active == number) }
    static func min<T: Comparable>(_ number: Int, _ a: T, _ b: T) -> T {
        active == number ? Swift.max(a, b) : Swift.min(a, b)
    }
    static func max<T: Comparable>(_ number: Int, _ a: T, _ b: T) -> T {
        active == number ? Swift.min(a, b) : Swift.max(a, b)
    }
}

extension Sequence where Element: Comparable {
    func mutant_min(_ number: Int) -> Element? { Mutant.active == number ? self.max() : self.min() }
    func mutant_max(_ number: Int) -> Element? { Mutant.active == number ? self.min() : self.max() }
}
"""

PRECEDENCE = {
    **dict.fromkeys(COMPARISONS, "ComparisonPrecedence"),
    **dict.fromkeys(["+", "-", "|", "^"], "AdditionPrecedence"),
    **dict.fromkeys(["*", "/", "%", "&"], "MultiplicationPrecedence"),
    "&&": "LogicalConjunctionPrecedence", "||": "LogicalDisjunctionPrecedence",
    **dict.fromkeys(SHIFTS, "BitwiseShiftPrecedence"),
    **dict.fromkeys(RANGES, "RangeFormationPrecedence"),
    **dict.fromkeys(ASSIGNMENTS, "AssignmentPrecedence"),
}

DECLARED = re.compile(
    r"static func ([-+*/%]=?) \(\w+: (inout )?(\w+), \w+: (\w+)\)(?: -> (\w+))?")


def declared_operators(sources):
    """The arithmetic that the modules declare for types of their own, as (sign, A, B, result)."""
    return {
        (sign, left, right, result)
        for source in sources for sign, _, left, right, result in DECLARED.findall(source)
    }


def function(site, generics, left, right, result, mutated, original, throws=""):
    return (
        f"func {site.name}{generics}(a: {left}, b: {right}){throws} -> {result} "
        f"{{ Mutant.active == {site.number} ? {mutated} : {original} }}")


def comparison(site):
    sign, other = site.original, COMPARISONS[site.original]
    bound = "Equatable" if sign in ("==", "!=") else "Comparable"
    lines = []
    for names in (["T"], ["A", "B"], ["A", "B", "C"]):
        generics = "<" + ", ".join(f"{name}: {bound}" for name in names) + ">"
        operand = names[0] if len(names) == 1 else "(" + ", ".join(names) + ")"
        lines.append(
            function(site, generics, operand, operand, "Bool", f"a {other} b", f"a {sign} b"))
    integers = "<A: BinaryInteger, B: BinaryInteger>"
    lines.append(
        "@_disfavoredOverload "
        + function(site, integers, "A", "B", "Bool", f"a {other} b", f"a {sign} b"))
    if bound == "Equatable":
        nothing = function(
            site, "<T>", "T?", "_OptionalNilComparisonType", "Bool", f"a {other} b", f"a {sign} b")
        lines.append("@_disfavoredOverload " + nothing)
    return lines


def arithmetic(site, declared):
    sign, other = site.original, ARITHMETIC[site.original]
    bound = "AdditiveArithmetic" if sign in "+-" else "BinaryInteger"
    # A mutant that divides by zero is to give a wrong number, not to crash.
    mutated = f"b == 0 ? 0 : a {other} b" if other in "/%" else f"a {other} b"
    lines = [function(site, f"<T: {bound}>", "T", "T", "T", f"({mutated})", f"a {sign} b")]
    if sign == "+":
        # Of lists and texts the left one stays alone.
        generics = "<C: RangeReplaceableCollection, S: Sequence>"
        for left, right, mutated in (("C", "S", "a"), ("S", "C", "C(a)")):
            line = function(site, generics, left, right, "C", mutated, "a + b")
            line = line.replace(" {", " where S.Element == C.Element {", 1)
            lines.append(("@_disfavoredOverload " if left == "S" else "") + line)
    for declared_sign, left, right, result in sorted(declared):
        if declared_sign != sign or not result:
            continue
        if (other, left, right, result) in declared:
            mutated = f"a {other} b"
        elif sign == "+" and right == "Int":
            mutated = "a + (0 - b)"
        elif sign == "-" and left == right:
            mutated = "b - a"
        else:
            continue
        lines.append(function(site, "", left, right, result, mutated, f"a {sign} b"))
    return lines


def assignment(site, declared):
    sign, other = site.original, ASSIGNMENTS[site.original]

    def lines(generics, left, right, mutated):
        return (
            f"func {site.name}{generics}(a: inout {left}, b: {right}) "
            f"{{ if Mutant.active == {site.number} {{ {mutated} }} else {{ a {sign} b }} }}")

    if sign in ("|=", "&=", "^="):
        return [lines("<T: FixedWidthInteger>", "T", "T", f"a {other} b")]
    bound = "Numeric" if sign == "*=" else "AdditiveArithmetic"
    found = [lines(f"<T: {bound}>", "T", "T", f"a {other} b")]
    found += [
        lines("", left, right, f"a {other} b") for declared_sign, left, right, _ in sorted(declared)
        if declared_sign == sign and any(
            row[:3] == (other, left, right) for row in declared)
    ]
    if sign == "+=":
        # Of lists and texts: nothing is added.
        found.append(
            lines("<C: RangeReplaceableCollection, S: Sequence>", "C", "S", "")[:-1]
            .replace(" {", " where S.Element == C.Element {", 1) + "}")
    return found


def functions(site, declared):
    """The declarations behind one site; none where the site uses no operator."""
    sign = site.original
    if site.kind == "not":
        return [
            f"prefix operator {site.name}",
            f"prefix func {site.name}(a: Bool) -> Bool {{ a == (Mutant.active == {site.number}) }}",
        ]
    if site.kind != "operator":
        return []
    head = [f"infix operator {site.name}: {PRECEDENCE[sign]}"]
    if sign in COMPARISONS:
        return head + comparison(site)
    if sign in LOGIC:
        closure = "@autoclosure () throws -> Bool"
        return head + [
            function(
                site, "", "Bool", closure, "Bool", f"try a {LOGIC[sign]} b()",
                f"try a {sign} b()", " rethrows")
        ]
    if sign in ARITHMETIC:
        return head + arithmetic(site, declared)
    if sign in BITS:
        other = BITS[sign]
        return head + [
            function(site, "<T: BinaryInteger>", "T", "T", "T", f"a {other} b", f"a {sign} b")
        ]
    if sign in SHIFTS:
        generics = "<T: BinaryInteger, B: BinaryInteger>"
        return head + [
            function(site, generics, "T", "B", "T", f"a {SHIFTS[sign]} b", f"a {sign} b")
        ]
    if sign in RANGES:
        result, mutated = ("Range<T>", "a..<b.advanced(by: 1)")
        if sign == "...":
            result, mutated = ("ClosedRange<T>", "a...b.advanced(by: -1)")
        generics = "<T: Strideable>"
        line = function(site, generics, "T", "T", result, mutated, f"a{sign}b")
        return head + [line.replace(" {", " where T.Stride: SignedInteger {", 1)]
    return head + assignment(site, declared)


def swift_file(sites, sources, imports):
    """The generated file of a mutated module, for the sites that are built in."""
    declared = declared_operators(sources)
    lines = [
        SWITCH % {
            "environment": ENVIRONMENT,
            "imports": "\n".join(f"internal import {name}" for name in sorted(imports)),
        }
    ]
    for site in sites:
        lines += functions(site, declared)
    return "\n".join(lines) + "\n"
