"""Reconciles a settlement file with a folder of ZM_ files, sharing no code with mulin.

usage: reconcile_files.py settlement.xml clearing-folder
Prints one JSON object: how many movements agree, and how many differ in which way.
"""
import json
import os
import sys
import xml.etree.ElementTree as ET

SPACE = "{urn:mulin:settlement:1}"
DEBITS = {"04", "31", "99"}


def till_side(path):
    movements, refs = {}, {}
    for txn in ET.parse(path).getroot().iter(SPACE + "txn"):
        kind = txn.findtext(SPACE + "txnType")
        original = txn.find(SPACE + "orig")
        for tender in txn.iter(SPACE + "tender"):
            if "traceNo" not in tender.attrib:
                continue
            key = (txn.findtext(SPACE + "termId"), tender.get("traceNo"), tender.get("traceTime"))
            movements[key] = (kind, int(tender.text), txn.findtext(SPACE + "merId"))
            if kind == "01":
                refs[txn.get("ref")] = key
            elif kind == "31" and original is not None:
                sale = refs.get(original.get("ref"))
                if sale in movements and movements[sale][1] == movements[key][1]:
                    del movements[sale], movements[key]
    return movements


def acquirer_side(folder):
    movements = {}
    for name in sorted(os.listdir(folder)):
        if "88ZM_" not in name:
            continue
        with open(os.path.join(folder, name), "rb") as file:
            for line in file.read().split(b"\r\n"):
                if not line:
                    continue
                text = line.decode("ascii")
                key = (text[388:396].strip(), text[28:34], text[35:45])
                kind, amount, merchant = text[215:217], int(text[66:78]), text[293:308]
                original = (key[0], text[148:154], text[155:165])
                if kind in ("31", "99") and movements.get(original, ("", 0))[1] == amount:
                    del movements[original]
                    continue
                movements[key] = (kind, amount, merchant)
    return movements


def main():
    ours, theirs = till_side(sys.argv[1]), acquirer_side(sys.argv[2])
    both = ours.keys() & theirs.keys()
    print(
        json.dumps(
            {
                "matched": sum(ours[key] == theirs[key] for key in both),
                "amount": sum(ours[key][1] != theirs[key][1] for key in both),
                "wrong_merchant": sum(ours[key][2] != theirs[key][2] for key in both),
                "only_ours": len(ours.keys() - theirs.keys()),
                "only_theirs": len(theirs.keys() - ours.keys()),
                "our_sum": sum(-m[1] if m[0] in DEBITS else m[1] for m in ours.values()),
                "their_sum": sum(-m[1] if m[0] in DEBITS else m[1] for m in theirs.values()),
            }
        )
    )


main()
