"""Measures a till at its counter: from the card to the receipt, over HTTP, without a network.

    python3 counter.py MULIN FOLDER DINERS SALES

MULIN is the program, FOLDER an empty one for all files. A service is set up with DINERS persons,
a till is enrolled, then the service ends: everything after that is offline. Prints JSON: times in
milliseconds, memory in MB.
"""
import http.client
import json
import os
import pathlib
import random
import re
import subprocess
import sys
import time

TERMINAL = "YP001A01"
POLICY = "Settlements/Policies/putuo-2025.yaml"


def card(number):
    return f"6228480{number:09d}"


def set_up(mulin, folder, diners):
    chance = random.Random(7)
    (folder / "canteens.csv").write_text(
        "canteen,name,kind,street,merchant,terminals,kitchen,seats\n"
        f"A1,甲食堂,canteen,310107001,898310058120001,{TERMINAL},K1,60\n")
    with open(folder / "roster.csv", "w", encoding="utf-8") as roster:
        roster.write("diner,name,id_number,birth_date,cards,hukou,residence,statuses,"
                     "valid_from,valid_to\n")
        for number in range(diners):
            birth = f"{chance.randint(1930, 1966)}-{chance.randint(1, 12):02d}-15"
            status = chance.choice(["", "", "", "dibao"])
            roster.write(f"D{number},,,{birth},{card(number)},310107,310107001,{status},"
                         "2025-01-01,\n")
    run(mulin, "init", "--canteens", folder / "canteens.csv", "--roster", folder / "roster.csv",
        "--policy", POLICY, "--menu", "Menus", "--data", folder / "data")


def run(mulin, *arguments):
    return subprocess.run([mulin, *map(str, arguments)], check=True, capture_output=True, text=True)


def started(mulin, *arguments):
    """A process and the address that its first line with one names."""
    process = subprocess.Popen([mulin, *map(str, arguments)], stdout=subprocess.PIPE, text=True)
    while line := process.stdout.readline():
        if "http://" in line:
            return process, line.split("http://")[1].split()[0].rstrip("/,.")
    raise SystemExit(f"{arguments[0]} did not start")


def ended(process):
    process.terminate()
    process.wait()


class Till:
    def __init__(self, mulin, folder, service):
        begin = time.perf_counter()
        self.process, self.address = started(
            mulin, "till", TERMINAL, "--directory", folder / "till", "--port", "0", "--service",
            f"http://{service}", "--printer", f"file:{folder}/receipts")
        self.connection = http.client.HTTPConnection(self.address, timeout=30)
        self.state = self.ask("GET", "/v1/screen")
        self.paid = []
        self.steps = {"card": [], "meal": [], "confirm": []}
        self.start_ms = (time.perf_counter() - begin) * 1000

    def ask(self, method, path, body=None):
        headers = {"origin": f"http://{self.address}", "content-type": "application/json"}
        self.connection.request(method, path, None if body is None else json.dumps(body), headers)
        return json.loads(self.connection.getresponse().read())

    def act(self, **what):
        self.state = self.ask("POST", "/v1/input", {
            "session": self.state["session"], "number": self.state["number"], "input": what})
        if self.state["stale"]:
            raise SystemExit(f"the till did not take {what}")
        return self.state

    @property
    def memory_mb(self):
        status = pathlib.Path(f"/proc/{self.process.pid}/status").read_text()
        return {key: int(status.split(key + ":")[1].split()[0]) // 1024
                for key in ("VmRSS", "VmHWM")}


def sell(till, receipts, number, dish):
    """Card, meal key, confirm; the receipt's bytes are there at the end."""
    before = receipts.stat().st_size if receipts.exists() else 0
    begin = time.perf_counter()
    for name, what in (("card", {"do": "card", "reader": 1, "text": card(number)}),
                       ("meal", {"do": "entry", "text": dish}),
                       ("confirm", {"do": "entry", "text": ""})):
        start = time.perf_counter()
        state = till.act(**what)
        till.steps[name].append((time.perf_counter() - start) * 1000)
    till.paid.append(float(state["farewell"]["paid"]))
    while not receipts.exists() or receipts.stat().st_size == before:
        if time.perf_counter() - begin > 5:
            raise SystemExit(f"no receipt: {state.get('refusal')}")
        time.sleep(0.0002)
    return (time.perf_counter() - begin) * 1000


def timed(act):
    begin = time.perf_counter()
    act()
    return (time.perf_counter() - begin) * 1000


def main(mulin, folder, diners, sales):
    folder, diners, sales = pathlib.Path(folder), int(diners), int(sales)
    set_up(mulin, folder, diners)
    service, address = started(mulin, "serve", "--port", "0", "--data", folder / "data")
    said = run(mulin, "enrol", TERMINAL, "--data", folder / "data", "--service",
               f"http://{address}")
    code = re.search(r"\d{4}-\d{4}", said.stdout)[0]
    first = subprocess.Popen(
        [mulin, "till", TERMINAL, "--directory", folder / "till", "--port", "0", "--service",
         f"http://{address}", "--code", code], stdout=subprocess.PIPE, text=True)
    first.stdout.readline()
    ended(first)
    ended(service)
    till = Till(mulin, folder, "127.0.0.1:9")
    result = {"diners": diners, "cold_start_ms": round(till.start_ms)}
    till.act(do="key", key="open-shift")
    till.act(do="form", fields={"cashier": "03", "float": "0"})
    chance = random.Random(11)
    dishes = ["101", "102", "201"]
    receipts = folder / "receipts"
    times = sorted(sell(till, receipts, diner, chance.choice(dishes))
                   for diner in chance.sample(range(diners), sales))
    result |= {"sales": sales, "receipt_p50_ms": round(times[len(times) // 2], 2),
               "receipt_p99_ms": round(times[int(len(times) * 0.99)], 2),
               "step_p99_ms": {name: round(sorted(step)[int(len(step) * 0.99)], 2)
                               for name, step in till.steps.items()},
               "memory_mb": till.memory_mb}
    result["x_ms"] = round(timed(lambda: till.act(do="key", key="x")), 1)
    till.act(do="key", key="back")
    till.act(do="key", key="close-shift")
    expected = round(sum(till.paid) * 100)
    # The whole drawer in coins of one yuan and one jiao, to the jiao: within what is permitted.
    result["close_shift_ms"] = round(timed(lambda: till.act(do="form", fields={
        "100": str(expected // 100), "10": str(expected % 100 // 10)})), 1)
    if till.state["stage"] != "report":
        raise SystemExit(f"the shift is not closed: {till.state.get('refusal')}")
    till.act(do="key", key="back")
    result["close_day_ms"] = round(timed(lambda: till.act(do="key", key="z")), 1)
    if till.state["stage"] != "report":
        raise SystemExit(f"the day is not closed: {till.state.get('refusal')}")
    ended(till.process)
    again = Till(mulin, folder, "127.0.0.1:9")
    result["restart_ms"] = round(again.start_ms)
    ended(again.process)
    print(json.dumps(result))


if __name__ == "__main__":
    main(*sys.argv[1:])
