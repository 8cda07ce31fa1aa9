"""Walks a whole shift on the till's page: a real service, a real till, a real browser.

    python3 shift_walk.py PROGRAM PRODUCT_ROOT WORK_FOLDER PICTURE_FOLDER

All is done by keyboard, and then once more by finger. What is on the screens is compared with sums made here, in fen, from the
price list below; the journal is checked by `mulin verify`. Prints one line a step; exit 0 when
everything held.
"""

import json
import os
import signal
import socket
import subprocess
import sys
import time

from webdriver import Browser

CANTEENS = """\
canteen,name,kind,street,merchant,terminals,kitchen,seats
A1,控江路街道睦邻小厨,canteen,310110012,999290058120001,AA000001;AA000002,K1,80
"""
ROSTER = """\
diner,name,id_number,birth_date,cards,hukou,residence,statuses,valid_from,valid_to
D1,王某,,1940-05-01,6299990000000001,310110012,310107016,,2020-01-01,
D2,李某,,1955-03-02,6299990000000002,310110016,310110016,dibao,2020-01-01,
D3,张某,,1960-03-02,6299990000000003,310110016,310110016,,2020-01-01,
D4,赵某,,1952-03-02,6299990000000004,310110016,310110016,,2020-01-01,
"""
TERMINAL = "AA000001"
PRICES = {"101": 1200, "102": 1000, "501": None, "902": None}
SLIP = "商户 睦邻 批次号:000123 凭证号:000456 参考号:123456789012 授权码:A1B2C3 卡号:622609******0048"


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Walk:
    def __init__(self, program, root, work, pictures):
        self.program, self.root, self.work, self.pictures = program, root, work, pictures
        self.data, self.till_folder = f"{work}/data", f"{work}/till"
        self.service_port = free_port()
        self.processes = []
        # What should lie in the drawer and what was sold, in fen.
        self.tenders = {}
        self.gross = 0
        self.sales = 0

    # Processes

    def mulin(self, *arguments):
        done = subprocess.run([self.program, *arguments], capture_output=True, text=True)
        assert done.returncode == 0, f"mulin {' '.join(arguments)}: {done.stderr}"
        return done.stdout

    def start(self, *arguments):
        process = subprocess.Popen(
            [self.program, *arguments], stdout=subprocess.PIPE, text=True)
        self.processes.append(process)
        line = process.stdout.readline()
        assert "http://" in line, f"mulin {arguments[0]} said: {line!r}"
        return process, line.split("http://")[1].split()[0]

    def start_service(self):
        self.service, _ = self.start(
            "serve", "--data", self.data, "--port", str(self.service_port))

    def prepare(self):
        for name, text in [("canteens.csv", CANTEENS), ("roster.csv", ROSTER)]:
            with open(f"{self.work}/{name}", "w", encoding="utf-8") as file:
                file.write(text)
        self.mulin(
            "init", "--canteens", f"{self.work}/canteens.csv", "--roster",
            f"{self.work}/roster.csv", "--policy",
            f"{self.root}/Settlements/Policies/putuo-2025.yaml", "--menu", f"{self.root}/Menus",
            "--data", self.data)
        self.start_service()
        self.till, self.till_address = self.start(
            "till", TERMINAL, "--service", f"http://127.0.0.1:{self.service_port}", "--port", "0",
            "--directory", self.till_folder)

    # The page

    def state(self):
        return json.loads(self.browser.run("return JSON.stringify(state)"))

    def settle(self, what):
        """Waits until the page has nothing more to send."""
        self.browser.wait("return state && !sending && queue.length === 0 && !lost", what)
        return self.state()

    def press(self, *keys):
        before = self.state().get("number")
        self.browser.type(*keys)
        self.browser.wait(f"return state.number !== {before} || !!state.stale", f"an answer to {keys}")
        return self.settle(str(keys))

    def swipe(self, card, reader=1):
        before = self.state()["number"]
        self.browser.swipe(card, reader)
        self.browser.wait(f"return state.number !== {before}", "the card")
        state = self.settle("the card")
        assert self.browser.run("return byId('entry').value") == "", "the card stays in no field"
        return state

    def picture(self, name):
        self.browser.picture(f"{self.pictures}/{name}.png")

    def customer_picture(self, name):
        cashier = self.browser.window()
        self.browser.switch(self.customer)
        time.sleep(0.4)
        self.picture(name)
        text = self.browser.run("return document.body.innerText")
        self.browser.switch(cashier)
        return text

    def sold(self, gross, **tenders):
        """Books a sale here as it must be booked there."""
        self.sales += 1
        self.gross += gross
        for kind, amount in tenders.items():
            self.tenders[kind] = self.tenders.get(kind, 0) + amount
        state = self.state()
        assert state["farewell"], f"no sale was made: {state.get('refusal')}"
        paid = sum(tenders.values())
        assert state["farewell"]["paid"] == yuan(paid), (state["farewell"], paid)
        return state


def yuan(fen):
    return f"{'-' if fen < 0 else ''}{abs(fen) // 100}.{abs(fen) % 100:02d}"


def enrol_and_open(walk):
    browser = walk.browser = Browser()
    cashier = browser.window()
    walk.customer = browser.new_window()
    browser.open(f"http://{walk.till_address}/customer")
    browser.switch(cashier)
    browser.open(f"http://{walk.till_address}/")
    browser.wait("return state && state.stage === 'code' && !!document.activeElement.name", "the code's page")
    browser.type("WRONG-CODE", "Enter")
    browser.wait("return !!state.problem", "the refusal of a wrong code")
    walk.picture("01-code-refused")
    browser.run("document.querySelector('[name=code]').value = ''")
    code = walk.mulin(
        "enrol", TERMINAL, "--data", walk.data, "--service",
        f"http://127.0.0.1:{walk.service_port}").strip()
    browser.type(code, "Enter")
    browser.wait("return state.stage === 'closed'", "the till to open")
    browser.wait("return menu.dishes.length > 0", "the menu")
    for dish in browser.run("return menu.dishes"):
        if dish["code"] in PRICES:
            PRICES[dish["code"]] = int(dish["price"].replace(".", ""))
    walk.press("F1")
    browser.wait("return document.activeElement.name === 'cashier'", "the form")
    browser.type("03", "Enter", "200", pause=90)
    state = walk.press("Enter")
    assert state["stage"] == "selling" and state["status"]["shift"] == 1, state["stage"]
    walk.picture("02-open")


def sell_ten(walk):
    browser = walk.browser
    # 1: three inputs make a subsidised meal.
    state = walk.swipe("6299990000000002")
    assert "今日 1 次" in state["ticket"]["allowance"], state["ticket"]
    walk.press("101", "Enter")
    state = walk.press("101", "Enter")
    assert state["ticket"]["payable"] == "19.00", state["ticket"]
    walk.picture("03-selling")
    text = walk.customer_picture("04-customer-paying")
    assert "19.00" in text and "补贴" not in text and "低保" not in text, text
    walk.press("Enter")
    walk.sold(2400, cash=1900)

    # 2: the allowance of the day is used up; one key resolves it.
    walk.swipe("6299990000000002")
    state = walk.press("101", "Enter")
    assert state["refusal"]["line"] == "E04 今日已享补贴 → [全价]", state["refusal"]
    state = walk.press("Enter")
    assert state["refusal"]["code"] == "E04", "a standing refusal is not passed by Enter"
    walk.picture("05-refusal")
    text = walk.customer_picture("06-customer-same")
    assert "E04" not in text and "补贴" not in text, text
    walk.press("F7")
    walk.press("50", "F1")
    state = walk.sold(1200, cash=1200)
    assert state["farewell"]["change"] == "38.00", state["farewell"]
    walk.picture("07-change")
    text = walk.customer_picture("08-customer-change")
    assert "38.00" in text, text

    # 3: a card of nobody pays the public price.
    state = walk.swipe("6299990000009999")
    assert state["refusal"]["code"] == "E01", state
    walk.press("F7")
    walk.press("3*102", "Enter")
    walk.press("Delete")
    walk.press("102*2", "Enter")
    walk.press("Enter")
    walk.sold(2000, cash=2000)

    # 4: over 80, from Putuo: 15 % off and 3 yuan; by bank card with its slip pasted.
    walk.swipe("6299990000000001")
    walk.press("2*101", "Enter")
    state = walk.press("F2")
    assert state["stage"] == "form", state["stage"]
    browser.run("document.activeElement.value = arguments[0]", SLIP)
    walk.picture("09-bank-slip")
    walk.press("Enter")
    walk.sold(2400, card=2400 - 360 - 300)

    # 5 and 6: two cards wait at the second reader while a ticket is being paid in two parts.
    walk.press("2*102", "Enter")
    walk.swipe("6299990000000003", reader=2)
    state = walk.swipe("6299990000000004", reader=2)
    assert len(state["waiting"]) == 2, state["waiting"]
    state = walk.press("5", "F5")
    assert state["ticket"]["left"] == "15.00", state["ticket"]
    walk.picture("10-split")
    state = walk.press("20", "F1")
    walk.sold(2000, voucher=500, cash=1500)
    assert state["ticket"]["card"] == "····0003", state["ticket"]
    walk.press("2*102", "Enter")
    state = walk.press("F3")
    walk.press("Enter")
    state = walk.sold(2000, qr=1800)
    assert state["ticket"]["card"] == "····0004", state["ticket"]

    # 7: held, another one sold in between (8), recalled and paid.
    walk.press("2*102", "Enter")
    walk.press("F6")
    walk.press("101", "Enter")
    walk.press("Enter")
    walk.sold(1200, cash=1200)
    state = walk.press("F6")
    assert state["ticket"]["payable"] == "18.00", state["ticket"]
    walk.press("Enter")
    walk.sold(2000, cash=1800)

    # 9 and 10: digital yuan; taken away.
    walk.press("101", "Enter")
    walk.press("F4")
    walk.sold(1200, ecny=1200)
    walk.press("/")
    walk.press("102", "Enter")
    state = walk.press("F12")
    walk.press("Escape")
    walk.press("Enter")
    walk.sold(1000, cash=1000)
    assert walk.sales == 10


def refund(walk):
    walk.press("F9")
    state = walk.press("Enter")
    assert state["stage"] == "refund", state["stage"]
    walk.press("1", "Enter")
    walk.picture("11-refund")
    walk.press("Enter")
    state = walk.press("2", "Enter")
    assert state["farewell"]["returned"] == "10.00", state
    walk.gross -= 1000
    walk.tenders["cash"] -= 1000
    state = walk.press("F8")
    assert state["refusal"]["code"] == "E36", "what was given back is not voided"


def by_finger(walk):
    """Sells from the tiles of this meal and from the others; the customer hears what it costs."""
    browser = walk.browser
    cashier = browser.window()
    browser.switch(walk.customer)
    browser.run("window.spoken = []; speechSynthesis.speak = (words) => spoken.push(words.text)")
    browser.touch("#voice")
    browser.switch(cashier)
    dishes = browser.run("return menu.dishes")
    served = [dish for dish in dishes if dish["served"]]
    others = [dish for dish in dishes if not dish["served"]]
    assert served and others, "the menu names the dishes of this meal"
    tiles = browser.run("return document.querySelectorAll('.dishes button').length")
    assert tiles == len(served) + 1, (tiles, len(served))
    for selector, text in [(".dishes button", served[0]["name"]), (".dishes .more", ""),
                           (".dishes button", others[-1]["name"])]:
        browser.touch(selector, text)
        time.sleep(0.1)
        walk.settle("the finger")
    gross = sum(int(dish["price"].replace(".", "")) for dish in (served[0], others[-1]))
    walk.picture("18-touch")
    assert walk.state()["ticket"]["payable"] == yuan(gross), walk.state()["ticket"]
    browser.touch("#keys button", "确认")
    browser.wait("return !!state.farewell", "the sale")
    walk.settle("the sale")
    walk.sold(gross, cash=gross)
    browser.switch(walk.customer)
    spoken = browser.wait("return spoken.length > 1 && spoken", "the voice")
    browser.touch("#voice")
    browser.switch(cashier)
    walk.press("Escape")
    assert any(str(gross // 100) in words for words in spoken), spoken
    assert not any(word in "".join(spoken) for word in ("补贴", "低保", "优惠")), spoken


def offline(walk):
    walk.service.send_signal(signal.SIGKILL)
    walk.service.wait()
    walk.browser.wait("return state.status.link === 'offline'", "the till to notice")
    walk.swipe("6299990000000003")
    walk.press("101", "Enter")
    walk.press("102", "Enter")
    walk.press("F7")
    walk.press("Enter")
    walk.sold(2200, cash=2200)
    walk.press("102", "Enter")
    walk.picture("12-offline")
    walk.press("Enter")
    walk.sold(1000, cash=1000)
    assert walk.state()["status"]["unsent"] >= 2, walk.state()["status"]
    walk.start_service()
    walk.browser.wait(
        "return state.status.link === 'online' && state.status.unsent === 0", "the backlog to go",
        seconds=40)


def train(walk):
    walk.press("F12")
    state = walk.press("F5")
    assert state["training"], state
    walk.swipe("6299990000000001")
    walk.press("2*101", "Enter")
    walk.press("F7")
    walk.picture("13-training")
    walk.press("Enter")
    assert walk.state()["farewell"]["paid"] == "20.40", walk.state()["farewell"]
    walk.press("F12")
    walk.press("F5")


def close_and_z(walk):
    browser = walk.browser
    walk.press("F12")
    walk.press("F4")
    browser.type("50", "Enter", "交款", pause=90)
    walk.press("Enter")
    walk.press("F12")
    state = walk.press("F1")
    expected = 20000 + walk.tenders["cash"] - 5000
    rows = {row["label"]: row["figure"] for row in state["report"]["rows"]}
    assert rows["抽屉应有"] == "¥" + yuan(expected), (rows, expected)
    walk.picture("14-x")
    walk.press("Escape")
    walk.press("F12")
    walk.press("F2")
    # Ten yuan too many in the drawer: a manager is asked, and a card is none.
    fill_count(walk, expected + 1000)
    state = walk.state()
    assert state["refusal"]["code"] == "E18", state["refusal"]
    walk.press("Enter")
    browser.type("2468", "Enter", "2468", pause=90)
    walk.press("Enter")
    walk.press("F12")
    walk.press("F2")
    fill_count(walk, expected + 1000)
    assert walk.state()["refusal"]["code"] == "E15", walk.state()["refusal"]
    browser.swipe("24682468")
    walk.settle("the card")
    assert walk.state()["refusal"]["code"] == "E17", walk.state()["refusal"]
    assert walk.state()["status"]["shift"] == 1, "the shift is still open"
    walk.picture("15-pin")
    browser.type("2468", pause=90)
    state = walk.press("Enter")
    rows = {row["label"]: row["figure"] for row in state["report"]["rows"]}
    assert rows["长短款"] == "10.00", rows
    walk.picture("16-shift-closed")
    walk.press("Escape")
    state = walk.press("F2")
    rows = {row["label"]: row["figure"] for row in state["report"]["rows"]}
    walk.picture("17-z")
    names = {"cash": "现金", "card": "银联卡", "qr": "云闪付", "ecny": "数字人民币", "voucher": "消费券"}
    for kind, amount in walk.tenders.items():
        assert rows[names[kind]] == yuan(amount), (kind, rows, amount)
    assert rows["销售"] == f"{walk.sales} 笔" and rows["退、作废"] == "1 笔", rows
    assert rows["原价"] == yuan(walk.gross), (rows, walk.gross)
    assert rows["实收"] == "¥" + yuan(sum(walk.tenders.values())), rows
    walk.press("Escape")


def end(walk):
    walk.browser.wait("return state.status.unsent === 0", "the last records to go", seconds=40)
    # The program may be gone before the page asks it again.
    walk.browser.type("F9")
    walk.browser.wait("return state.stage === 'stopped'", "the till to end")
    assert walk.till.wait(timeout=60) == 0, "the till ends well"
    journals = [f"{walk.till_folder}/{name}" for name in sorted(os.listdir(walk.till_folder))
                if name.endswith(".journal")]
    print(walk.mulin("verify", *journals).strip())
    kinds = {}
    for journal in journals:
        with open(journal, encoding="utf-8") as lines:
            for line in list(lines)[1:]:
                record = json.loads(line[65:])
                kinds[record["kind"]] = kinds.get(record["kind"], 0) + 1
    assert kinds == {"shift-open": 1, "sale": walk.sales, "refund": 1, "training": 1,
                     "cash-move": 1, "shift-close": 1, "day-close": 1}, kinds


def fill_count(walk, fen):
    """Counts the drawer: whole hundreds as notes, what is left as loose change."""
    walk.browser.wait("return document.activeElement.name === '10000'", "the count")
    walk.browser.type(str(fen // 10000), pause=90)
    for _ in range(8):
        walk.browser.type("Enter", pause=90)
    walk.press(yuan(fen % 10000), "Enter")


def main(program, root, work, pictures):
    os.makedirs(pictures, exist_ok=True)
    walk = Walk(program, root, work, pictures)
    try:
        walk.prepare()
        for step in [enrol_and_open, sell_ten, refund, by_finger, offline, train, close_and_z, end]:
            began = time.monotonic()
            step(walk)
            print(f"{step.__name__} {time.monotonic() - began:.1f} s", flush=True)
    except Exception:
        if hasattr(walk, "browser"):
            walk.picture("99-failed")
            print(json.dumps(walk.state(), ensure_ascii=False)[:3000], file=sys.stderr)
        raise
    finally:
        if hasattr(walk, "browser"):
            walk.browser.close()
        for process in walk.processes:
            if process.poll() is None:
                process.kill()
                process.wait()


if __name__ == "__main__":
    main(*sys.argv[1:])
