"""What a receipt printer makes of the bytes it is sent: a second opinion on the till's encoder.

usage: paper.py BYTES COLUMNS [--png FILE]

Knows the commands of Epson's reference that slips use and nothing of the program that wrote them.
Prints the paper as lines of text: big lines begin with "##", QR codes with "QR", cuts with "--8<--".
With --png the paper is drawn, the QR codes in it are read back from the picture, and what was read
follows as "SCANNED". Anything a printer would not understand ends it with one line and code 1.
"""

import sys

ALIGNMENTS = {0: "left", 1: "centre", 2: "right"}
# Bytes where Python's table is that of the year 2000 and printers draw today's character.
NEWER = {
    b"\xa8\xbc": "\u1e3f", b"\xfe\x51": "\U00020087", b"\xfe\x52": "\U00020089",
    b"\xfe\x53": "\U000200cc", b"\xfe\x59": "\u9fb4", b"\xfe\x61": "\u9fb5",
    b"\xfe\x66": "\u9fb6", b"\xfe\x67": "\u9fb7", b"\xfe\x6c": "\U000215d7",
    b"\xfe\x6d": "\u9fb8", b"\xfe\x76": "\U0002298f", b"\xfe\x7e": "\u9fb9",
    b"\xfe\x90": "\u9fba", b"\xfe\x91": "\U000241fe", b"\xfe\xa0": "\u9fbb",
}


class Misprint(Exception):
    pass


class Printer:
    """Reads commands from the left and keeps what is on the paper."""

    def __init__(self, data, columns):
        self.data, self.place, self.columns = data, 0, columns
        self.paper = []
        self.reset()
        self.chinese = False
        self.qr = {}
        self.line = []

    def reset(self):
        self.align, self.big, self.line = "left", False, []

    def take(self, count):
        piece = self.data[self.place : self.place + count]
        if len(piece) < count:
            raise Misprint(f"byte {self.place}: the job ends inside a command")
        self.place += count
        return piece

    def run(self):
        while self.place < len(self.data):
            first = self.take(1)[0]
            if first == 0x0A:
                self.end_line()
            elif first == 0x1B:
                self.escape(self.take(1)[0])
            elif first == 0x1C:
                if self.take(1) != b"&":
                    raise Misprint(f"byte {self.place}: unknown FS command")
                self.chinese = True
            elif first == 0x1D:
                self.group(self.take(1)[0])
            elif first < 0x20 or first == 0x7F:
                raise Misprint(f"byte {self.place - 1}: stray control byte {first:02x}")
            else:
                self.character(first)
        if self.line:
            raise Misprint("the job ends inside a line")
        return self.paper

    def escape(self, command):
        if command == ord("@"):
            self.reset()
            self.chinese = False
        elif command == ord("a"):
            self.at_line_start("ESC a")
            self.align = ALIGNMENTS[self.take(1)[0]]
        elif command == ord("d"):
            self.at_line_start("ESC d")
            self.paper.append(("feed", self.take(1)[0]))
        elif command == ord("p"):
            self.take(3)
            self.paper.append(("drawer", None))
        else:
            raise Misprint(f"byte {self.place}: unknown ESC command {command:02x}")

    def group(self, command):
        if command == ord("!"):
            size = self.take(1)[0]
            if size not in (0x00, 0x11):
                raise Misprint(f"byte {self.place}: letters of an odd size {size:02x}")
            self.big = size == 0x11
        elif command == ord("V"):
            if self.take(2) != b"B\x00":
                raise Misprint(f"byte {self.place}: unknown cut")
            self.paper.append(("cut", None))
        elif command == ord("("):
            if self.take(1) != b"k":
                raise Misprint(f"byte {self.place}: unknown GS ( command")
            low, high = self.take(2)
            self.two_dimensional(self.take(low + 256 * high))
        else:
            raise Misprint(f"byte {self.place}: unknown GS command {command:02x}")

    def two_dimensional(self, body):
        kind, function, rest = body[0], body[1], body[2:]
        if kind != 0x31:
            raise Misprint("a code that is no QR code")
        if function == 0x41:
            self.qr["model"] = rest[0] - 0x30
        elif function == 0x43:
            self.qr["module"] = rest[0]
        elif function == 0x45:
            self.qr["correction"] = "LMQH"[rest[0] - 0x30]
        elif function == 0x50:
            self.qr["text"] = rest[1:].decode("ascii")
        elif function == 0x51:
            self.at_line_start("GS ( k")
            self.paper.append(("qr", dict(self.qr), self.align))
        else:
            raise Misprint(f"unknown QR function {function:02x}")

    def character(self, first):
        if first < 0x80:
            self.line.append((chr(first), 1))
            return
        if not self.chinese:
            raise Misprint(f"byte {self.place - 1}: Chinese without FS &")
        second = self.take(1)[0]
        code = bytes([first, second])
        if 0x30 <= second <= 0x39:
            code += self.take(2)
        try:
            text = NEWER.get(code) or code.decode("gb18030")
        except UnicodeDecodeError as error:
            raise Misprint(f"byte {self.place}: {code.hex()} is no GB18030") from error
        self.line.append((text, 2))

    def at_line_start(self, name):
        if self.line:
            raise Misprint(f"byte {self.place}: {name} inside a line")

    def end_line(self):
        width = sum(columns for _, columns in self.line) * (2 if self.big else 1)
        if width > self.columns:
            raise Misprint(f"a line of {width} columns on paper of {self.columns}")
        self.paper.append(("line", self.line, self.align, self.big))
        self.line = []


def describe(part, columns):
    if part[0] == "line":
        _, cells, align, big = part
        text = "".join(character for character, _ in cells)
        width = sum(wide for _, wide in cells)
        if align == "centre":
            text = " " * ((columns // (2 if big else 1) - width) // 2) + text
        return "## " + text if big else text
    if part[0] == "qr":
        return "QR " + part[1]["text"]
    return {"feed": "", "cut": "--8<--", "drawer": "DRAWER"}[part[0]]


def draw(paper, columns):
    """The paper as a picture of 8 dots a millimetre, as a print head of that width makes it."""
    from PIL import Image, ImageDraw, ImageFont
    import qrcode

    font_file = "/usr/share/fonts/truetype/wqy/wqy-zenhei.ttc"
    # The second face of the file has letters of half a character's width.
    fonts = {size: ImageFont.truetype(font_file, size, index=1) for size in (24, 48)}
    constants = qrcode.constants
    corrections = {
        "L": constants.ERROR_CORRECT_L, "M": constants.ERROR_CORRECT_M,
        "Q": constants.ERROR_CORRECT_Q, "H": constants.ERROR_CORRECT_H,
    }
    width, pieces = columns * 12, []
    for part in paper:
        if part[0] == "line":
            _, cells, align, big = part
            scale = 2 if big else 1
            image = Image.new("L", (width, 30 * scale), 255)
            pen = ImageDraw.Draw(image)
            x = 0
            if align == "centre":
                x = (width - sum(wide for _, wide in cells) * 12 * scale) // 2
            for character, wide in cells:
                pen.text((x, 1 * scale), character, font=fonts[24 * scale], fill=0)
                x += wide * 12 * scale
        elif part[0] == "qr":
            settings = part[1]
            code = qrcode.QRCode(
                error_correction=corrections[settings["correction"]],
                box_size=settings["module"], border=0)
            code.add_data(settings["text"])
            code.make(fit=True)
            symbol = code.make_image().convert("L")
            if symbol.width > width:
                raise Misprint(f"a QR code of {symbol.width} dots on {width}")
            image = Image.new("L", (width, symbol.height + 24), 255)
            image.paste(symbol, ((width - symbol.width) // 2, 12))
        elif part[0] == "feed":
            image = Image.new("L", (width, 30 * part[1]), 255)
        elif part[0] == "cut":
            image = Image.new("L", (width, 6), 255)
            pen = ImageDraw.Draw(image)
            for x in range(0, width, 16):
                pen.line((x, 3, x + 8, 3), fill=128)
        else:
            continue
        pieces.append(image)
    margin = 32
    sheet = Image.new("L", (width + 2 * margin, sum(p.height for p in pieces) + 2 * margin), 255)
    y = margin
    for piece in pieces:
        sheet.paste(piece, (margin, y))
        y += piece.height
    return sheet


def main(arguments):
    path, columns = arguments[0], int(arguments[1])
    with open(path, "rb") as file:
        data = file.read()
    try:
        paper = Printer(data, columns).run()
        for part in paper:
            print(describe(part, columns))
        if "--png" in arguments:
            sheet = draw(paper, columns)
            sheet.save(arguments[arguments.index("--png") + 1])
            from pyzbar import pyzbar

            for code in pyzbar.decode(sheet, symbols=[pyzbar.ZBarSymbol.QRCODE]):
                print("SCANNED " + code.data.decode("ascii"))
    except Misprint as misprint:
        print(f"{path}: {misprint}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
