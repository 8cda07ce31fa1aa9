"""Turns one restaurant's order lines into the sales.csv that `mulin replay` reads.

    python3 restaurant_orders.py meal_order_detail.csv sales.csv

The source has one row a dish with `order_id`, `dishes_name`, `counts`, `amounts` (yuan for one)
and `place_order_time` (2016/8/3 14:01:13). Rows are written as they come, each with its own time;
tables are spread over two tills, and the ways of paying take turns, because the source does not
say how anyone paid.
"""

import csv
import sys

TERMINALS = ["RS000001", "RS000002"]
TENDERS = ["unionpay-card", "unionpay-qr", "cash", "e-cny"]


def iso(text):
    date, time = text.split(" ")
    year, month, day = (int(part) for part in date.split("/"))
    return f"{year:04d}-{month:02d}-{day:02d}T{time.zfill(8)}"


def main(source, target):
    with open(source, encoding="utf-8-sig", newline="") as lines, open(
        target, "w", encoding="utf-8", newline=""
    ) as out:
        writer = csv.writer(out, lineterminator="\n")
        writer.writerow(
            "sale,sold_at,canteen,terminal,card,channel,item,quantity,unit_price,tender".split(",")
        )
        for row in csv.DictReader(lines):
            order = int(row["order_id"])
            writer.writerow([
                f"order-{order}",
                iso(row["place_order_time"]),
                "RESTAURANT",
                TERMINALS[order % 2],
                "",
                "",
                row["dishes_name"],
                row["counts"],
                row["amounts"],
                TENDERS[order % 4],
            ])


if __name__ == "__main__":
    main(*sys.argv[1:])
