#!/usr/bin/env python3
"""Re-derives the claims and the trailer of a settlement file from its transactions.

Usage: rederive_totals.py FILE

Written from the format's description alone and with Python's own XML parser, as a second opinion
on what Mulin writes. Prints OK, or one line for each difference; exit code 0 or 1.
"""
import collections
import sys
import xml.etree.ElementTree as ET

NS = "{urn:mulin:settlement:1}"
SALE, REFUND, VOID = "01", "04", "31"


class Sums:
    def __init__(self):
        self.side = {"C": 0, "D": 0}
        self.rows = 0

    def add(self, dc, fen):
        self.side[dc] += fen
        self.rows += 1


class Claim:
    def __init__(self):
        self.sales = 0
        self.diners = set()
        self.granted = 0
        self.taken_back = 0


def text(node, name):
    found = node.find(NS + name)
    return None if found is None else found.text


def fen(node):
    return int(node.text)


class Opinion:
    def __init__(self):
        self.complaints = []
        self.merchants = set()
        self.claims = collections.defaultdict(Claim)
        self.stated_claims = {}
        self.sums = collections.defaultdict(Sums)
        self.count = 0
        self.last_ref = ""
        self.deliveries = collections.Counter()

    def complain(self, *words):
        self.complaints.append(" ".join(str(word) for word in words))

    def transaction(self, node):
        ref = node.get("ref")
        if ref.encode() <= self.last_ref.encode():
            self.complain("txn", ref, "does not ascend")
        self.last_ref = ref
        self.count += 1
        kind = text(node, "txnType")
        dc = "C" if kind == SALE else "D"
        merchant = text(node, "merId")
        if merchant not in self.merchants:
            self.complain("txn", ref, "unknown merchant")
        diner = text(node, "diner")
        meal, paid = node.find(NS + "mealAmt"), node.find(NS + "txnAmt")
        discount = int(text(node, "discountAmt"))
        if meal.get("dc") != dc or paid.get("dc") != dc:
            self.complain("txn", ref, "wrong direction")
        granted = tendered = 0
        for subsidy in node.findall(NS + "subsidy"):
            amount = fen(subsidy)
            granted += amount
            fund, state = subsidy.get("fund"), subsidy.get("state")
            self.sums["fund", fund, state].add(dc, amount)
            if state != "claimed":
                continue
            key = (merchant, subsidy.get("policy"), subsidy.get("rule"), fund)
            claim = self.claims[key]
            if kind == SALE:
                claim.sales += 1
                claim.granted += amount
                if diner is not None:
                    claim.diners.add(diner)
            else:
                claim.taken_back += amount
        for tender in node.findall(NS + "tender"):
            tendered += fen(tender)
            self.sums["tender", tender.get("kind")].add(dc, fen(tender))
        if tendered != fen(paid):
            self.complain("txn", ref, "tenders do not add up to txnAmt")
        if fen(meal) != discount + granted + tendered:
            self.complain("txn", ref, "mealAmt is not the sum of its parts")
        self.sums["meal"].add(dc, fen(meal))
        self.sums["discount"].add(dc, discount)
        self.sums["subsidy"].add(dc, granted)
        self.sums["amt"].add(dc, fen(paid))

    def claim(self, node):
        key = tuple(node.get(name) for name in ("merId", "policy", "rule", "fund"))
        if key in self.stated_claims:
            self.complain("claim", *key, "is there twice")
        payable = node.find(NS + "payable")
        sign = 1 if payable.get("dc") == "C" else -1
        self.stated_claims[key] = (
            int(text(node, "count")), int(text(node, "persons")), int(text(node, "amt")),
            int(text(node, "reversedAmt")), sign * fen(payable))

    def delivery(self, node):
        self.deliveries["deliveryCount"] += 1
        for name in ("portions", "returned", "supplyAmt"):
            self.deliveries[name] += int(text(node, name))

    def compare_claims(self):
        for key in sorted(set(self.claims) | set(self.stated_claims)):
            if key not in self.claims:
                self.complain("claim", *key, "has no transaction")
                continue
            own = self.claims[key]
            derived = (own.sales, len(own.diners), own.granted, own.taken_back,
                       own.granted - own.taken_back)
            if self.stated_claims.get(key) != derived:
                self.complain("claim", *key, "is", self.stated_claims.get(key), "not", derived)

    def trailer(self, node):
        self.compare_claims()
        expected = {"txnCount": self.count, "claimCount": len(self.claims)}
        for name in ("meal", "discount", "subsidy", "amt"):
            expected[name + "Credit"] = self.sums[name].side["C"]
            expected[name + "Debit"] = self.sums[name].side["D"]
        for name in ("deliveryCount", "portions", "returned", "supplyAmt"):
            expected[name] = self.deliveries[name]
        expected["payable"] = sum(c.granted - c.taken_back for c in self.claims.values())
        for name, value in expected.items():
            stated = node.find(NS + name)
            stated = -fen(stated) if stated.get("dc") == "D" else fen(stated)
            if stated != value:
                self.complain("trailer", name, "is", stated, "not", value)
        self.compare_rows(node)

    def compare_rows(self, node):
        stated = {}
        for row in node.findall(NS + "fund"):
            stated["fund", row.get("name"), row.get("state")] = (
                None, int(row.get("amtCredit")), int(row.get("amtDebit")))
        for row in node.findall(NS + "tender"):
            stated["tender", row.get("kind")] = (
                int(row.get("count")), int(row.get("amtCredit")), int(row.get("amtDebit")))
        derived = {
            key: (sums.rows if key[0] == "tender" else None, sums.side["C"], sums.side["D"])
            for key, sums in self.sums.items() if isinstance(key, tuple)}
        for key in sorted(set(stated) | set(derived)):
            if stated.get(key) != derived.get(key):
                self.complain("trailer", *key, "is", stated.get(key), "not", derived.get(key))


def main(path):
    opinion = Opinion()
    handlers = {"txn": opinion.transaction, "claim": opinion.claim,
                "delivery": opinion.delivery, "trailer": opinion.trailer}
    parents = []
    for event, node in ET.iterparse(path, events=("start", "end")):
        if event == "start":
            parents.append(node)
            continue
        parents.pop()
        name = node.tag.removeprefix(NS)
        if name == "mer":
            opinion.merchants.add(node.get("merId"))
        # The trailer has rows that are also named tender; only whole sections are handled.
        if name in handlers:
            handlers[name](node)
            node.clear()
            parents[-1].remove(node)
    for complaint in opinion.complaints:
        print(complaint)
    if not opinion.complaints:
        print("OK", opinion.count, "transactions,", len(opinion.claims), "claims")
    return 1 if opinion.complaints else 0


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    sys.exit(main(sys.argv[1]))
