internal import Meals

/// A table for people: the same rows as CSV and as A4 pages in HTML.
package struct Sheet: Sendable {
    /// The file's name without its ending.
    package let name: String
    let title: String
    /// What stands under the title on every page's first lines.
    let facts: [String]
    let columns: [Column]
    /// Each begins a page.
    private(set) var parts: [Part] = []
    /// What a person signs or must know, at the foot.
    var foot: [String] = []
    /// Too many columns for a page that stands upright.
    var isWide = false

    /// One column: the heading a person reads and the name a program reads.
    struct Column: Sendable {
        let heading: String
        let name: String
        var isNumber = false
        /// Empty room for a hand, which CSV has as an empty field; rows hold no text for it.
        var isBlank = false
        /// Not to be broken over two lines.
        var isWhole = false
        /// A number that is mostly 0, which a person reads more easily as a dash.
        var isRare = false
        /// Grams, which a person reads in 公斤.
        var isWeight = false
        /// What the reader looks for first.
        var isChief = false
    }

    /// Rows that belong together, such as one canteen's.
    struct Part: Sendable {
        let heading: String
        let facts: [String]
        /// What the CSV repeats on each row.
        let key: [String]
        /// A text for each column that is not blank.
        var rows: [[String]]
    }

    /// The names of the columns that each part's key fills.
    let keyColumns: [String]

    init(
        name: String, title: String, facts: [String], keys: [String], columns: [Column]
    ) {
        self.name = name
        self.title = title
        self.facts = facts
        keyColumns = keys
        self.columns = columns
    }

    mutating func add(_ part: Part) { if !part.rows.isEmpty { parts.append(part) } }
}

extension Sheet {
    /// The rows with LF line ends.
    package var csv: String {
        var text = CSV.row(keyColumns + columns.map(\.name))
        for part in parts {
            for row in part.rows {
                text += CSV.row((part.key + cells(row)).map(CSV.plainInSpreadsheet))
            }
        }
        return text
    }

    /// A row with an empty text for each blank column.
    private func cells(_ row: [String]) -> [String] {
        var filled = row.makeIterator()
        return columns.map { $0.isBlank ? "" : filled.next() ?? "" }
    }

    /// The number of rows, which the closing line of the pages repeats.
    package var rowCount: Int { parts.reduce(0) { $0 + $1.rows.count } }

    /// A whole document.
    package var html: String {
        var body = ""
        for (place, part) in parts.enumerated() {
            // What the sheet is stands in the table's head, which every page of a long part repeats:
            // a page that got loose must say whose it is.
            body += "<section>\n<table>\n<thead><tr class=\"top\"><th colspan=\"\(columns.count)\">"
            body += "<header><h1>\(title.escaped)</h1>"
            body += "<p class=\"page\">第 \(place + 1) / \(parts.count) 份</p></header>\n"
            body += "<p class=\"facts\">"
            body += (facts + part.facts).map { "<span>\($0.escaped)</span>" }.joined(separator: " ")
            body += "</p>\n<h2>\(part.heading.escaped)</h2></th></tr>\n<tr>"
            for column in columns {
                body += "<th\(Sheet.style(column))>\(column.heading.escaped)</th>"
            }
            body += "</tr></thead>\n<tbody>\n"
            let meal = columns.firstIndex { $0.name == "period" }
            var last: String?
            for row in part.rows.map(cells) {
                let begins = meal.map { last != nil && row[$0] != last } ?? false
                last = meal.map { row[$0] }
                body += begins ? "<tr class=\"meal\">" : "<tr>"
                for (text, column) in zip(row, columns) {
                    body += "<td\(Sheet.style(column))>\(Sheet.shown(text, column).escaped)</td>"
                }
                body += "</tr>\n"
            }
            body += "</tbody>\n</table>\n<p class=\"count\">共 \(part.rows.count) 行</p>\n"
            if !foot.isEmpty {
                body += "<footer>" + foot.map { "<span>\($0.escaped)</span>" }.joined()
                body += "</footer>\n"
            }
            body += "</section>\n"
        }
        return Sheet.page(title: title, body: body, isWide: isWide)
    }

    /// A program reads `lunch` and `0` where a person reads 午餐 and a dash.
    private static func shown(_ text: String, _ column: Column) -> String {
        if column.isRare, text == "0" || text == "0.000" { return "–" }
        if column.isWeight, let grams = Rational(text: text) {
            return (grams / Rational(1000)).shown(2)
        }
        guard column.name == "period" else { return text }
        return MealPeriod(rawValue: text)?.chinese ?? text
    }

    private static func style(_ column: Column) -> String {
        let classes = [
            (column.isNumber || column.isWeight, "n"), (column.isBlank, "b"),
            (column.isWhole, "w"), (column.isChief, "k"),
        ].filter(\.0).map(\.1)
        return classes.isEmpty ? "" : " class=\"\(classes.joined(separator: " "))\""
    }

    /// A document around sections that each begin a page of A4.
    static func page(title: String, body: String, isWide: Bool = false) -> String {
        """
        <!doctype html>
        <html lang="zh-CN">
        <head>
        <meta charset="utf-8">
        <title>\(title.escaped)</title>
        <style>
        @page { size: A4\(isWide ? " landscape" : ""); margin: 14mm 12mm; }
        * { box-sizing: border-box; }
        body { margin: 0 auto; max-width: \(isWide ? 273 : 186)mm; color: #111; background: #fff;
          font: 10.5pt/1.45 "Noto Sans CJK SC", "Source Han Sans SC", "PingFang SC",
          "Microsoft YaHei", sans-serif; }
        section { break-after: page; padding: 4mm 0; }
        section:last-child { break-after: auto; }
        header { display: flex; justify-content: space-between; align-items: baseline;
          border-bottom: 1.2pt solid #111; }
        h1 { font-size: 15pt; margin: 0 0 1.5mm; }
        h2 { font-size: 13pt; margin: 3mm 0 2mm; }
        .page { margin: 0; font-size: 9pt; }
        .facts { margin: 1.5mm 0 0; font-size: 9.5pt; color: #333; }
        .facts span { margin-right: 5mm; }
        table { width: calc(100% - 0.4mm); border-collapse: collapse; }
        .meal td { border-top: 1.6pt solid #111; }
        .k { font-weight: 700; }
        thead { display: table-header-group; }
        tr { break-inside: avoid; }
        th, td { border: 0.5pt solid #777; padding: 1mm 1.8mm; text-align: left;
          vertical-align: top; }
        .top th { border: 0; padding: 0; background: none; font-weight: 400; white-space: normal; }
        th { background: #eee; font-weight: 600; white-space: nowrap; }
        .n { text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap; }
        .w { white-space: nowrap; }
        .b { min-width: 16mm; }
        .count { font-size: 8.5pt; color: #555; margin: 1mm 0; text-align: right; }
        footer { display: flex; gap: 8mm; flex-wrap: wrap; margin-top: 4mm; font-size: 9.5pt; }
        .labels { display: grid; grid-template-columns: repeat(3, 1fr); gap: 3mm; }
        .label { border: 0.8pt solid #111; border-radius: 1.5mm; padding: 2mm 2.5mm;
          font-size: 9pt; line-height: 1.4; break-inside: avoid; min-height: 39mm; }
        .label b { display: block; font-size: 13pt; }
        .label .to { float: right; font-size: 9pt; }
        .label .allergens { font-weight: 600; }
        </style>
        </head>
        <body>
        \(body)</body>
        </html>

        """
    }
}

extension CSV {
    /// The text such that a spreadsheet shows it and does not run it as a formula.
    static func plainInSpreadsheet(_ text: String) -> String {
        guard let first = text.unicodeScalars.first, "=+-@\t\r＝＋－＠".unicodeScalars.contains(first)
        else { return text }
        return "'" + text
    }
}

extension String {
    /// The text as it must stand in HTML.
    var escaped: String {
        var text = ""
        for scalar in unicodeScalars {
            switch scalar {
            case "&": text += "&amp;"
            case "<": text += "&lt;"
            case ">": text += "&gt;"
            case "\"": text += "&quot;"
            case "'": text += "&#39;"
            default: text.unicodeScalars.append(scalar)
            }
        }
        return text
    }
}
