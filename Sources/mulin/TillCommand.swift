import ArgumentParser
import Foundation
import Journal
import Meals
import Subsidies
import Till

struct TillCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "till",
        abstract: "One terminal, worked by keyboard in this window: card, meal key, pay.",
        discussion: """
            The first time it needs the service and a code from `mulin enrol`. After that it starts \
            and sells without a network; what it sold is sent when the service answers again.
            """)

    @Argument(help: "The terminal's 8-character id.") var terminal: String
    @Option(help: "The settlement service.") var service = "http://127.0.0.1:8080"
    @Option(help: "The one-time code that enrols this till.") var code: String?
    @Option(help: "Where this till keeps its journal and key; mulin-till-TERMINAL without it.")
    var directory: String?

    func run() async throws {
        guard let id = TerminalID(checked: terminal) else {
            throw Failure(
                "'\(terminal)' is not a terminal's id (\(TerminalKind.shape))",
                code: Failure.badInput)
        }
        let folder = directory ?? "mulin-till-\(id)"
        let link = ServiceLink(
            service, deadlineSeconds: 3, patience: ServiceLink.counterPatience)
        if let code {
            var random = SystemRandomNumberGenerator()
            try await Till.enrol(
                id, in: folder, code: code, secret: (0..<32).map { _ in random.next() },
                link: link)
        }
        let snapshot = try await TillCommand.snapshot(folder, link)
        guard let canteen = snapshot.canteens.first(where: { $0.terminals.contains(id) }) else {
            throw Failure(
                "terminal \(id) stands in no canteen of the snapshot; add it to canteens.csv",
                code: Failure.badInput)
        }
        let till = try Till(
            id, in: folder, canteen: canteen.id, snapshot: snapshot, link: link)
        let counter = Counter(till: till, canteen: canteen)
        try await counter.work()
    }

    /// The snapshot kept from last time, for a till opens before the network does; else the
    /// service's.
    private static func snapshot(_ folder: String, _ link: ServiceLink) async throws -> Snapshot {
        let file = SnapshotFile(in: folder)
        if let kept = file.read(), let snapshot = try? Snapshot(document: kept) { return snapshot }
        let document = try await link.snapshot(link.currentSnapshot())
        let snapshot = try Snapshot(document: document)
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        try file.replace(with: document)
        return snapshot
    }
}

/// The cashier's window: a basket, a card, a payment.
private struct Counter {
    let till: Till
    let canteen: Canteen

    private static let help = """
        菜号 101 或 101*2  meal key, with quantity      卡号  card, swiped or typed
        回车 现金 Enter pays cash   k 银联卡   y 云闪付   e 数字人民币   c 清空 clear
        v 作废上一笔 void last   z 日结 close the day   q 退出 leave   ? 帮助 help
        """

    func work() async throws {
        Console.say("\(canteen.name)  终端 \(till.terminal)")
        Console.say(Counter.help)
        var basket = Basket(lines: [])
        var last: Int?
        while true {
            await send()
            let unsent = await till.unsentCount
            print(unsent > 0 ? "[未上传 \(unsent)] > " : "> ", terminator: "")
            fflush(nil)
            guard let typed = readLine()?.trimmed else { return }
            switch typed.lowercased() {
            case "q": return
            case "?": Console.say(Counter.help)
            case "c": basket = Basket(lines: [])
            case "z": try await closeDay()
            case "v": last = try await void(last)
            case "": last = try await pay(&basket, .cash) ?? last
            case "k": last = try await pay(&basket, .unionPayCard) ?? last
            case "y": last = try await pay(&basket, .unionPayQR) ?? last
            case "e": last = try await pay(&basket, .eCNY) ?? last
            default: try await enter(typed, &basket)
            }
        }
    }

    /// Sends what waits; a network that is away is no news for the cashier.
    private func send() async {
        do {
            try await till.hearNews(at: .now)
            try await till.sync()
        } catch let failure as Till.Failure {
            Console.warn("mulin: \(failure)")
        } catch let refusal as SnapshotUpdate.Refusal {
            Console.warn("mulin: \(refusal)")
        } catch {}
        for record in await till.refused { Console.warn(record.line) }
    }

    private func enter(_ typed: String, _ basket: inout Basket) async throws {
        if typed.count >= 13, typed.allSatisfy(\.isNumber) {
            let card = await till.read(card: typed, at: .now)
            basket.take(card)
            if let line = card.line { Console.say(line) }
        } else {
            let parts = typed.split(separator: "*")
            let quantity = parts.count == 2 ? Int(parts[1]) ?? 0 : 1
            let menu = await till.snapshot
            guard (1...2).contains(parts.count), let item = menu?.item(String(parts[0])),
                (1...999).contains(quantity)
            else {
                Console.say("E02 没有这个菜号: \(typed) → ? 帮助")
                return
            }
            basket.lines.append(
                SaleLine(item: item.code, quantity: quantity, unitPrice: item.price))
        }
        if !basket.lines.isEmpty { await show(try await till.quote(basket, at: .now)) }
    }

    private func show(_ quote: Quote) async {
        let menu = await till.snapshot
        let names = quote.basket.lines.map { line in
            (menu?.item(line.item)?.name ?? line.item)
                + (line.quantity > 1 ? "×\(line.quantity)" : "")
        }
        let saved = quote.decision.discount + quote.decision.subsidy
        Console.say(
            "\(names.joined(separator: " + "))   原价 \(quote.basket.gross)  优惠 \(saved)  "
                + "应付 ¥\(quote.payable)")
    }

    /// Seals the sale and prints the slip; answers its place in the journal.
    private func pay(_ basket: inout Basket, _ kind: TenderKind) async throws -> Int? {
        guard !basket.lines.isEmpty else { return nil }
        let quote = try await till.quote(basket, at: .now)
        var tenders: [Tender] = []
        if quote.payable > .zero {
            let reference = kind.hasAcquirer ? readReference(kind) : nil
            tenders = [Tender(kind: kind, amount: quote.payable, reference: reference)]
        }
        let record = try await till.sell(quote, tenders: tenders, cashier: "")
        basket = Basket(lines: [])
        guard case .sale(let sale) = record.body else { return nil }
        let menu = await till.snapshot
        let slip = Slip(sale, id: record.id, at: record.at, canteen: canteen.name) {
            menu?.item($0)?.name
        }
        for line in slip.lines { Console.say(line) }
        return record.id.seq
    }

    /// The references on the bank terminal's slip; left out they are filled in from the
    /// acquirer's file later.
    private func readReference(_ kind: TenderKind) -> AcquirerReference? {
        print("凭证号 批次号 参考号 (trace batch rrn, Enter 跳过) > ", terminator: "")
        fflush(nil)
        let words = (readLine() ?? "").split(separator: " ").map(String.init)
        guard words.count == 3 else { return nil }
        let reference = AcquirerReference(
            trace: words[0], batch: words[1], rrn: words[2], authCode: "", maskedCard: "")
        guard reference.isWellFormed else {
            Console.say("E03 参考号不对，已跳过 → 6 位 6 位 12 位")
            return nil
        }
        return reference
    }

    private func void(_ last: Int?) async throws -> Int? {
        guard let last else {
            Console.say("E05 没有可作废的一笔")
            return nil
        }
        do throws(ReturnError) {
            let back = try await till.quoteVoid(of: last)
            try await sealVoid(back)
        } catch {
            Console.say("E05 \(error)")
        }
        return nil
    }

    private func sealVoid(_ back: ReturnQuote) async throws(ReturnError) {
        let reversal = Reversal(
            sale: back.sale, reason: "voided by the cashier", lines: back.lines,
            gross: back.gross, discount: back.discount, grants: back.grants,
            tenders: back.tenders)
        do {
            try await till.seal(.void(reversal), at: .now, cashier: "")
            Console.say("已作废 \(back.sale)，退 ¥\(reversal.paid)")
        } catch {
            Console.warn("mulin: \(error)")
        }
    }

    private func closeDay() async throws {
        let record = try await till.closeDay(Moment.now.day, at: .now, cashier: "")
        guard case .dayClose(let close) = record.body else { return }
        await send()
        let head = await till.head
        let unsent = await till.unsentCount
        Console.say(
            """
            日结 Z \(close.day)  记录 \(close.first)–\(close.last)
            \(close.sales) 笔，退 \(close.reversals) 笔  原价 \(close.gross)  实收 \(close.paid)
            未上传 \(unsent) 笔  \(head.hash.hex.prefix(16))
            """)
    }
}
