"""Kills a till at random moments of a run of sales and looks at what it remembers.

    python3 kill_till.py PROGRAM TERMINAL FOLDER SALES SEED

The till in FOLDER is enrolled; no service is needed. The portions of two dishes tell the number of
a sale, so that the journal itself says which sales it holds. A sale counts as acknowledged once the answer
to its confirmation has come; after each kill the till is started again and the run goes on with
the first sale that it does not show as its last. At the end the journal must hold each sale
exactly once, in order, and every one that was acknowledged. Prints a line of JSON.
"""

import http.client
import json
import random
import subprocess
import sys
import threading
import time


class Till:
    running = None

    def __init__(self, program, terminal, folder):
        self.process = subprocess.Popen(
            [program, "till", terminal, "--directory", folder, "--port", "0", "--service",
             "http://127.0.0.1:9"], stdout=subprocess.PIPE, text=True)
        Till.running = self.process
        line = self.process.stdout.readline()
        if "http://" not in line:
            raise AssertionError(f"the till did not start: {line!r}")
        self.address = line.split("http://")[1].split()[0]
        self.connection = http.client.HTTPConnection(self.address, timeout=20)
        self.state = self.ask("GET", "/v1/screen")

    def ask(self, method, path, body=None):
        headers = {"origin": f"http://{self.address}", "content-type": "application/json"}
        self.connection.request(method, path, None if body is None else json.dumps(body), headers)
        answer = self.connection.getresponse()
        return json.loads(answer.read())

    def act(self, **input):
        self.state = self.ask("POST", "/v1/input", {
            "session": self.state["session"], "number": self.state["number"], "input": input})
        assert not self.state["stale"], "one page alone is never stale"
        return self.state

    def kill(self):
        self.process.kill()
        self.process.wait()
        self.connection.close()


def sold(folder):
    """The number of each sale in the journal, in order; a torn last line is none."""
    numbers = []
    with open(f"{folder}/epoch-001.journal", "rb") as lines:
        for line in lines.read().split(b"\n")[1:-1]:
            try:
                record = json.loads(line[65:])
            except ValueError:
                continue
            if record["kind"] == "sale":
                ones, fifties = (line["qty"] for line in record["lines"])
                numbers.append((fifties - 1) * 50 + ones)
    return numbers


def sell(till, number):
    till.act(do="entry", text=f"{(number - 1) % 50 + 1}*101")
    till.act(do="entry", text=f"{(number - 1) // 50 + 1}*102")
    state = till.act(do="entry", text="")
    assert state.get("farewell"), state.get("refusal")


def main(program, terminal, folder, sales, seed):
    sales, chance = int(sales), random.Random(int(seed))
    acknowledged, kills, unanswered, number = [], 0, 0, 1
    till = Till(program, terminal, folder)
    till.act(do="key", key="open-shift")
    till.act(do="form", fields={"cashier": "03", "float": "0"})
    while number <= sales:
        # The kill comes while one of the next sales is under way, wherever in it.
        for _ in range(chance.randint(0, 6)):
            if number <= sales:
                sell(till, number)
                acknowledged.append(number)
                number += 1
        doomed = till
        threading.Timer(chance.uniform(0, 0.02), doomed.process.kill).start()
        try:
            while number <= sales:
                sell(till, number)
                acknowledged.append(number)
                number += 1
        except (OSError, http.client.HTTPException):
            unanswered += 1
        doomed.process.wait()
        doomed.connection.close()
        kills += 1
        before = sold(folder)
        till = Till(program, terminal, folder)
        assert sold(folder) == before, "a restart changes nothing"
        assert before == list(range(1, len(before) + 1)), before
        assert set(acknowledged) <= set(before), "an acknowledged sale is lost"
        shown = till.state["status"]["last"]
        assert bool(shown) == bool(before), shown
        number = len(before) + 1
    state = till.act(do="key", key="x")
    rows = {row["label"]: row["figure"] for row in state["report"]["rows"]}
    assert rows["销售"] == f"{sales} 笔", rows
    till.kill()
    assert sold(folder) == list(range(1, sales + 1)), "each sale once, in order"
    print(json.dumps({"sales": sales, "kills": kills, "unanswered": unanswered}))


if __name__ == "__main__":
    began = time.monotonic()
    try:
        main(*sys.argv[1:])
    finally:
        if Till.running and Till.running.poll() is None:
            Till.running.kill()
    print(f"{time.monotonic() - began:.1f} s", file=sys.stderr)
