"""A browser without a screen, driven over the WebDriver protocol with Python's own library.

It asks for nothing but Debian's `chromium` and `chromium-driver`.
"""

import base64
import json
import re
import subprocess
import time
import urllib.error
import urllib.request

KEYS = {
    "Enter": "\uE007", "Escape": "\uE00C", "Delete": "\uE017", "Tab": "\uE004",
    **{f"F{n}": chr(0xE030 + n) for n in range(1, 13)},
}


class Browser:
    """One window of 1024 × 768; more can be opened."""

    def __init__(self, width=1024, height=768):
        self.driver = subprocess.Popen(
            ["chromedriver", "--port=0"], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
        self.base = None
        for line in self.driver.stdout:
            found = re.search(r"started successfully on port (\d+)", line)
            if found:
                self.base = f"http://127.0.0.1:{found.group(1)}/session"
                break
        if self.base is None:
            raise SystemExit("chromedriver did not start; is chromium-driver installed?")
        self.size = (width, height)
        options = ["--headless=new", "--no-sandbox", "--disable-dev-shm-usage", "--disable-gpu",
                   "--no-first-run", "--hide-scrollbars", f"--window-size={width},{height}"]
        answer = self.call("POST", "", {"capabilities": {"alwaysMatch": {
            "browserName": "chrome", "goog:chromeOptions": {"args": options}}}})
        self.base += "/" + answer["sessionId"]
        self.fit()

    def call(self, method, path, body=None):
        request = urllib.request.Request(
            self.base + path, method=method,
            data=None if body is None else json.dumps(body).encode(),
            headers={"content-type": "application/json"})
        try:
            with urllib.request.urlopen(request, timeout=60) as answer:
                return json.load(answer)["value"]
        except urllib.error.HTTPError as error:
            raise AssertionError(f"{method} {path}: {error.read().decode()[:400]}") from error

    def fit(self):
        """Makes the page itself as large as the till's screen."""
        width, height = self.size
        self.call("POST", "/goog/cdp/execute", {
            "cmd": "Emulation.setDeviceMetricsOverride",
            "params": {"width": width, "height": height, "deviceScaleFactor": 1, "mobile": False}})

    def open(self, address):
        self.call("POST", "/url", {"url": address})

    def new_window(self):
        handle = self.call("POST", "/window/new", {"type": "window"})["handle"]
        self.switch(handle)
        self.fit()
        return handle

    def window(self):
        return self.call("GET", "/window")

    def switch(self, handle):
        self.call("POST", "/window", {"handle": handle})

    def run(self, script, *arguments):
        return self.call("POST", "/execute/sync", {"script": script, "args": list(arguments)})

    def type(self, *pieces, pause=60):
        """Presses keys one after another, with a person's pauses unless told otherwise."""
        actions = []
        for piece in pieces:
            for key in [KEYS[piece]] if piece in KEYS else piece:
                actions += [{"type": "keyDown", "value": key}, {"type": "keyUp", "value": key}]
                if pause:
                    actions.append({"type": "pause", "duration": pause})
        self.call("POST", "/actions", {"actions": [{"type": "key", "id": "k", "actions": actions}]})

    def swipe(self, card, reader=1):
        """A card at a reader: all of its digits at once and Enter."""
        self.type(";" if reader == 2 else "", card, "Enter", pause=0)

    def touch(self, selector, text=""):
        """A finger on the first such element that shows the text."""
        place = self.run("""
            const found = [...document.querySelectorAll(arguments[0])]
              .find((one) => one.textContent.includes(arguments[1]) && one.offsetParent);
            if (!found) return null;
            found.scrollIntoView({ block: "nearest" });
            const box = found.getBoundingClientRect();
            return [box.x + box.width / 2, box.y + box.height / 2, box.width, box.height];
            """, selector, text)
        assert place, f"nothing to touch: {selector} {text}"
        x, y, width, height = place
        assert min(width, height) >= 44, f"{selector} {text} is too small for a finger: {place}"
        self.call("POST", "/actions", {"actions": [{
            "type": "pointer", "id": "finger", "parameters": {"pointerType": "touch"},
            "actions": [
                {"type": "pointerMove", "duration": 0, "x": round(x), "y": round(y)},
                {"type": "pointerDown", "button": 0}, {"type": "pause", "duration": 40},
                {"type": "pointerUp", "button": 0}]}]})

    def picture(self, path):
        with open(path, "wb") as file:
            file.write(base64.b64decode(self.call("GET", "/screenshot")))

    def wait(self, script, what, seconds=20):
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            value = self.run(script)
            if value:
                return value
            time.sleep(0.03)
        raise AssertionError(f"waited in vain for {what}: {script}")

    def close(self):
        try:
            urllib.request.urlopen(urllib.request.Request(self.base, method="DELETE"), timeout=10)
        except OSError:
            pass
        self.driver.kill()
        self.driver.wait()
