#!/usr/bin/env python3
"""Re-derives everything that a settlement file states from its transactions and movements.

Usage: rederive_totals.py FILE

Written from the format's description alone and with Python's own XML parser, as a second opinion
on what Mulin writes. Prints OK, or one line for each difference; exit code 0 or 1.
"""
import collections
import datetime
import hashlib
import sys
import xml.etree.ElementTree as ET

NS = "{urn:mulin:settlement:1}"
SALE, REFUND, VOID = "01", "04", "31"
# The fields of a ZM_ and a ZME_ record: widths, elements by field number, and where the merchant
# and its category stand. Directed fields are blank-signed zeros where nothing is said.
ZM = dict(
    widths=[3, 11, 11, 6, 10, 19, 12, 4, 2, 21, 2, 32, 2, 6, 10, 13, 13, 4, 15, 2, 2, 6, 2, 4, 32,
            1, 21, 15, 1, 15, 32, 13, 13, 8, 32, 13, 13, 12, 2, 1, 32, 98],
    names={"tradeNo": 1, "acqInsCode": 2, "fwdInsCode": 3, "traceNo": 4, "traceTime": 5,
           "accNo": 6, "txnAmt": 7, "termType": 9, "queryId": 10, "orderId": 12,
           "payCardType": 13, "origTraceNo": 14, "origTraceTime": 15, "merFee": 16,
           "settleAmt": 17, "payType": 18, "txnType": 20, "bizType": 22, "origQueryId": 27,
           "netAmt": 33, "termId": 34},
    digits=[4, 5, 7, 8, 10, 20], directed=[16, 17, 32, 33, 36, 37, 38], merchant=28)
ZM41 = dict(ZM, widths=ZM["widths"][:40] + [131])
ZME = dict(
    widths=[3, 11, 11, 6, 10, 19, 12, 4, 2, 2, 6, 10, 4, 12, 13, 13, 15, 15, 1, 12, 2, 135],
    names={"tradeNo": 1, "acqInsCode": 2, "fwdInsCode": 3, "traceNo": 4, "traceTime": 5,
           "accNo": 6, "txnAmt": 7, "termType": 9, "payCardType": 10, "lastTraceNo": 11,
           "lastTraceTime": 12, "lastSettleDate": 13, "lastTxnAmt": 14, "merFee": 15,
           "settleAmt": 16},
    digits=[4, 5, 7, 8, 14], directed=[15, 16, 20], merchant=18)
LAYOUTS = {"ZM-42": ZM, "ZM-41": ZM41, "ZME": ZME}


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


def signed(node):
    return -fen(node) if node.get("dc") == "D" else fen(node)


def record(node, layout, merchant):
    """The bytes of an acquirer's record, with blanks between its fields."""
    texts = {}
    for number, width in enumerate(layout["widths"], 1):
        if number in layout["directed"]:
            texts[number] = " " + "0" * (width - 1)
        else:
            texts[number] = "0" * width if number in layout["digits"] else ""
    texts[layout["merchant"]], texts[8] = merchant, merchant[7:11]
    for part in node:
        name = part.tag.removeprefix(NS)
        if name == "ext":
            texts[int(part.get("n").lstrip("zme"))] = part.text
            continue
        number = layout["names"][name]
        width = layout["widths"][number - 1]
        if number in layout["directed"]:
            texts[number] = part.get("dc") + part.text.rjust(width - 1, "0")
        else:
            texts[number] = part.text.rjust(width, "0") if number in layout["digits"] \
                else part.text
    return b" ".join(texts[number].encode("gbk").ljust(width)
                     for number, width in enumerate(layout["widths"], 1))


class Opinion:
    def __init__(self):
        self.settle_date = None
        self.file = None
        self.lines = []
        self.summaries = collections.defaultdict(collections.Counter)
        self.stated_summaries = {}
        self.tenders = set()
        self.references = set()
        self.movements = set()
        self.between = 0
        self.explained = 0
        self.cleared = collections.Counter()
        self.last_item = ""
        self.compared = False
        self.complaints = []
        self.merchants = set()
        self.claims = collections.defaultdict(Claim)
        self.stated_claims = {}
        self.sums = collections.defaultdict(Sums)
        self.count = 0
        self.last_ref = ""
        self.deliveries = collections.Counter()
        self.sales = {}
        self.returns = collections.defaultdict(list)
        self.payments = set()

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
        shares = collections.Counter()
        for subsidy in node.findall(NS + "subsidy"):
            amount = fen(subsidy)
            granted += amount
            fund, state = subsidy.get("fund"), subsidy.get("state")
            shares[subsidy.get("rule"), fund] += amount
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
            if tender.get("traceNo"):
                if kind == SALE:
                    self.payment(ref, text(node, "termId"), tender.get("batchNo"),
                                 tender.get("traceNo"))
                    self.payment(ref, merchant, tender.get("rrn"))
                gained = fen(tender) if dc == "C" else -fen(tender)
                self.between += gained
                self.tenders.add((ref, gained))
                self.references.add((ref, text(node, "termId"), tender.get("traceNo"),
                                     tender.get("traceTime")))
            self.sums["tender", tender.get("kind")].add(dc, fen(tender))
        figures = dict(mealAmt=fen(meal), discountAmt=discount, txnAmt=fen(paid))
        orig = node.find(NS + "orig")
        place = (merchant, text(node, "termId"), self.count)
        if kind == SALE:
            self.sales[ref] = (place, figures, shares)
        elif orig is not None and not orig.get("settleDate") and not orig.get("state"):
            self.returns[orig.get("ref")].append((ref, kind, place, figures, shares))
        if tendered != fen(paid):
            self.complain("txn", ref, "tenders do not add up to txnAmt")
        if fen(meal) != discount + granted + tendered:
            self.complain("txn", ref, "mealAmt is not the sum of its parts")
        self.sums["meal"].add(dc, fen(meal))
        self.sums["discount"].add(dc, discount)
        self.sums["subsidy"].add(dc, granted)
        self.sums["amt"].add(dc, fen(paid))
        for name, amount in (("count", 1), ("mealAmt", fen(meal)), ("discountAmt", discount),
                             ("subsidyAmt", granted), ("txnAmt", fen(paid))):
            self.summaries[merchant]["byTrade", kind, name] += amount

    def payment(self, ref, *key):
        if key in self.payments:
            self.complain("txn", ref, "has the payment of an earlier one:", *key)
        self.payments.add(key)

    def compare_returns(self):
        """What comes back of a sale of this file: never more, and by a void exactly the rest."""
        for original, rows in self.returns.items():
            if original not in self.sales:
                self.complain("sale", original, "is not here, yet", rows[0][0], "takes it back")
                continue
            (merchant, terminal, order), figures, shares = self.sales[original]
            taken, back = collections.Counter(), collections.Counter()
            for ref, _, place, amounts, parts in rows:
                taken.update(amounts)
                back.update(parts)
                if place[0] != merchant or place[1] == terminal and place[2] < order:
                    self.complain("txn", ref, "takes back what is not its own or came later")
            for name, amount in list(taken.items()) + list(back.items()):
                had = figures[name] if name in figures else shares[name]
                if amount > had:
                    self.complain("sale", original, "had", had, name, "and gives back", amount)
                elif name in figures and amount < had and any(row[1] == VOID for row in rows):
                    self.complain("sale", original, "was voided and keeps", had - amount, name)

    def movement(self, node):
        ref = node.get("ref")
        line = "A-%s-%06d" % (self.file.get("merId"), len(self.lines) + 1)
        if ref != line:
            self.complain("movement", ref, "is not", line)
        merchant, kind = self.file.get("merId"), text(node, "txnType")
        self.lines.append(record(node, LAYOUTS[self.file.get("layout")], merchant))
        amount = node.find(NS + "txnAmt")
        if (amount.get("dc") == "C") != (kind == SALE):
            self.complain("movement", ref, "goes the wrong way")
        gained = signed(amount)
        parts = {name: node.find(NS + name) for name in ("merFee", "settleAmt")}
        fee, net = (0 if part is None else signed(part) for part in parts.values())
        for part in node.findall(NS + "ext"):
            if part.get("n") == "zm38" and part.text[1:].strip("0"):
                fee += int(part.text[1:]) * (1 if part.text[0] == "C" else -1)
        if gained + fee != net:
            self.complain("movement", ref, "is not settled with what it says")
        self.movements.add((ref, gained))
        self.between -= gained
        if node.get("txn") is not None and (
                node.get("txn"), text(node, "termId"), text(node, "traceNo"),
                text(node, "traceTime")) not in self.references:
            self.complain("movement", ref, "clears no payment of", node.get("txn"))
        card = text(node, "payCardType")
        card = card if card in ("01", "02", "03") else "00"
        self.cleared["clearedCount"] += 1
        self.cleared["net"] += net
        for place in (("clearedByTrade", kind), ("clearedByCard", card)):
            sums = self.summaries[merchant]
            sums[place + ("count",)] += 1
            sums[place + ("amtCredit",)] += max(0, gained)
            sums[place + ("amtDebit",)] += max(0, -gained)
            sums[place + ("feeCredit",)] += max(0, fee)
            sums[place + ("feeDebit",)] += max(0, -fee)
            sums[place + ("net",)] += net
        for name, value in (("cleared", gained), ("fee", fee)):
            self.cleared[name + "Credit"] += max(0, value)
            self.cleared[name + "Debit"] += max(0, -value)

    def dispute(self, node):
        line = "E-%s-%06d" % (self.file.get("merId"), len(self.lines) + 1)
        if node.get("ref") != line:
            self.complain("dispute", node.get("ref"), "is not", line)
        self.lines.append(record(node, ZME, self.file.get("merId")))
        self.cleared["disputeCount"] += 1
        settled = node.find(NS + "settleAmt")
        self.cleared["disputed"] += 0 if settled is None else signed(settled)

    def source(self, node):
        """The end of an acquirer's file: its bytes must come back."""
        end = b"\n" if node.get("lineEnd") == "LF" else b"\r\n"
        whole = end.join(self.lines)
        if self.lines and node.get("lastLine") is None:
            whole += end
        if hashlib.sha256(whole).hexdigest() != node.get("digest"):
            self.complain("file of", node.get("merId"), "does not come back byte for byte")
        if node.get("merId") not in self.merchants:
            self.complain("file of", node.get("merId"), "unknown merchant")

    def summary(self, node):
        sums = self.stated_summaries[node.get("merId")] = {}
        for row in node:
            name = row.tag.removeprefix(NS)
            code = row.get("payCardType" if name == "clearedByCard" else "txnType")
            for key, value in row.items():
                if key == "netDebit" and value != "0":
                    sums[name, code, "net"] = -int(value)
                elif key.startswith("net"):
                    sums.setdefault((name, code, "net"), int(value))
                elif key not in ("txnType", "payCardType"):
                    sums[name, code, key] = int(value)

    def compare_summaries(self):
        for merchant in sorted(set(self.summaries) | set(self.stated_summaries)):
            stated = self.stated_summaries.get(merchant, {})
            derived = self.summaries.get(merchant, {})
            for key in sorted(set(stated) | set(derived)):
                if key not in stated or key not in derived or stated[key] != derived[key]:
                    self.complain("summary", merchant, *key, "is", stated.get(key), "not",
                                  derived.get(key))

    def item(self, node):
        ref = node.get("ref")
        if ref.encode() <= self.last_item.encode():
            self.complain("item", ref, "does not ascend")
        self.last_item = ref
        first = datetime.date.fromisoformat(text(node, "firstSeen"))
        if (self.settle_date - first).days != int(text(node, "ageDays")):
            self.complain("item", ref, "has another age")
        is_cleared = node.get("state") == "cleared"
        of_acquirer = node.get("leg") == "till-acquirer"
        if of_acquirer and node.get("merId") is None:
            self.complain("item", ref, "names no merchant")
        rest = listed = 0
        for name, sign, known in (("our", 1, self.tenders), ("their", -1, self.movements)):
            for side in node.findall(NS + name):
                listed += sign * signed(side)
                earlier = side.get("settleDate") is not None
                if of_acquirer and not earlier and (side.get("ref"), signed(side)) not in known:
                    self.complain("item", ref, "names", side.get("ref"), "which is not here")
                if earlier and datetime.date.fromisoformat(side.get("settleDate")) \
                        >= self.settle_date:
                    self.complain("item", ref, "names a later file")
                if earlier == is_cleared:
                    rest += sign * signed(side)
        difference = 0 if is_cleared else listed
        if signed(node.find(NS + "diff")) != difference:
            self.complain("item", ref, "has another diff")
        if of_acquirer:
            self.explained += -rest if is_cleared else rest
        self.cleared["itemCount"] += 1
        self.cleared["difference"] += difference

    def recon(self, node):
        if node.get("compared") and self.between != self.explained:
            self.complain("recon", self.between - self.explained, "is not told by any item")

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
        self.compare_returns()
        self.compare_summaries()
        expected = {"txnCount": self.count, "claimCount": len(self.claims)}
        for name in ("meal", "discount", "subsidy", "amt"):
            expected[name + "Credit"] = self.sums[name].side["C"]
            expected[name + "Debit"] = self.sums[name].side["D"]
        for name in ("clearedCount", "clearedCredit", "clearedDebit", "feeCredit", "feeDebit", "net",
                     "disputeCount", "disputed", "itemCount", "difference"):
            expected[name] = self.cleared[name]
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
                "delivery": opinion.delivery, "trailer": opinion.trailer,
                "mov": opinion.movement, "dispute": opinion.dispute, "file": opinion.source,
                "summary": opinion.summary, "item": opinion.item, "recon": opinion.recon}
    parents = []
    for event, node in ET.iterparse(path, events=("start", "end")):
        if event == "start":
            parents.append(node)
            if node.tag == NS + "file":
                opinion.file, opinion.lines = node, []
            continue
        parents.pop()
        name = node.tag.removeprefix(NS)
        if name == "mer":
            opinion.merchants.add(node.get("merId"))
        if name == "settleDate":
            opinion.settle_date = datetime.date.fromisoformat(node.text)
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
