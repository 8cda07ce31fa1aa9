"""Reconciles ours.csv with theirs.csv in DuckDB: tables in memory, one full outer join.

usage: duckdb_reconcile.py folder
Prints: seconds kilobytes matched short long amount (the median time of five joins).
"""
import resource
import statistics
import sys
import time

import duckdb

QUERY = """
SELECT count(*) FILTER (WHERE o.amount = t.amount),
       count(*) FILTER (WHERE t.amount IS NULL),
       count(*) FILTER (WHERE o.amount IS NULL),
       count(*) FILTER (WHERE o.amount <> t.amount)
FROM ours o FULL OUTER JOIN theirs t USING (terminal, trace, second)
"""

folder = sys.argv[1]
connection = duckdb.connect()
for name in ("ours", "theirs"):
    connection.execute(
        f"CREATE TABLE {name} AS SELECT * FROM read_csv('{folder}/{name}.csv', header = true)")
times = []
for _ in range(5):
    start = time.perf_counter()
    answer = connection.execute(QUERY).fetchone()
    times.append(time.perf_counter() - start)
print(statistics.median(times), resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, *answer)
