package import Journal
package import Meals

/// A till's counter at work: does what it asks for, one input after another.
package actor CounterDesk {
    /// Prints a slip, with a kick to the drawer where cash changes hands; gives the line for the
    /// cashier where there is something to say.
    package typealias Printing = @Sendable (SlipDocument, _ opensDrawer: Bool) async -> String?

    private let till: Till
    private let canteen: String
    private let clock: @Sendable () -> Moment
    private let random: @Sendable (Int) -> [UInt8]
    private let slips: AsyncStream<(SlipDocument, Bool)>
    private let toPrinter: AsyncStream<(SlipDocument, Bool)>.Continuation
    private let shutDown: @Sendable () -> Void
    /// Names this run of the program: what a page of an earlier run sends is not done.
    private let session: String
    private var counter: Counter
    private let openTickets: OpenTicketsFile
    private var kept: OpenTickets?
    private var link = TillFacts.Link.waiting
    private var isBusy = false

    /// - Parameters:
    ///   - canteen: its name, for screens and slips.
    ///   - random: gives some random bytes.
    ///   - shutDown: ends the program.
    package init(
        till: Till, canteen: String, settings: Counter.Settings = .init(),
        clock: @escaping @Sendable () -> Moment,
        random: @escaping @Sendable (Int) -> [UInt8],
        shutDown: @escaping @Sendable () -> Void
    ) async {
        self.till = till
        self.canteen = canteen
        self.clock = clock
        self.random = random
        self.shutDown = shutDown
        session = random(8).hex
        (slips, toPrinter) = AsyncStream.makeStream()
        let facts = await till.facts(
            canteen: canteen, link: .waiting, at: clock())
        counter = Counter(facts: facts, settings: settings)
        openTickets = OpenTicketsFile(in: till.directory)
        kept = openTickets.read(terminal: till.terminal)
        if let kept { await perform(counter.take(back: kept)) }
    }

    /// The cashier's screen as it is now.
    package func screen() async -> JSON {
        await look()
        return message(isStale: false)
    }

    package func customer() -> CustomerScreen { CustomerScreen(counter) }

    /// The dishes by their keys, those of the meal that is served now before the others.
    package func menu() async -> JSON {
        await look()
        let served = Set(counter.facts.served)
        let (now, others) = (
            counter.facts.menu.filter { served.contains($0.code) },
            counter.facts.menu.filter { !served.contains($0.code) }
        )
        return .list((now + others).map { $0.tile(isServed: served.contains($0.code)) })
    }

    /// Does an input that was meant for the state as it is; any other changes nothing.
    ///
    /// Two windows, a doubled key, a page from before a restart: whoever comes second is shown
    /// what the first has made of it.
    package func act(_ message: JSON) async -> JSON {
        guard !isBusy, message["session"]?.text == session,
            message["number"]?.int == Int64(counter.number),
            let input = message["input"].flatMap({ CounterInput($0) })
        else { return self.message(isStale: true) }
        isBusy = true
        defer { isBusy = false }
        await look()
        await perform(counter.take(input, at: clock()))
        await look()
        keepOpenTickets()
        return self.message(isStale: false)
    }

    private func perform(_ first: [CounterRequest]) async {
        var requests = first
        while !requests.isEmpty {
            guard let reply = await answer(requests.removeFirst()) else { continue }
            await look()
            requests = counter.take(reply, at: clock()) + requests
        }
    }

    /// What is put aside or paid in part outlasts a crash from here on.
    private func keepOpenTickets() {
        let open = counter.openTickets
        guard open != kept else { return }
        do {
            try openTickets.replace(with: open)
            kept = open
        } catch {
            counter.refusal = .diskFailed("\(error)")
        }
    }

    /// What the way to the service is like now.
    package func note(_ link: TillFacts.Link) { self.link = link }

    /// Hands the slips to the printer, in order, until the task is cancelled.
    package func keepPrinting(_ printing: Printing) async {
        for await (slip, opensDrawer) in slips {
            counter.printerProblem = await printing(slip, opensDrawer)
        }
    }

    private func message(isStale: Bool) -> JSON {
        guard case .object(var fields) = CashierScreen(counter, at: clock()).json else {
            return .null
        }
        fields["session"] = .text(session)
        fields["stale"] = .bool(isStale)
        return .object(fields)
    }

    private func look() async {
        counter.facts = await till.facts(canteen: canteen, link: link, at: clock())
    }

    /// Does what the counter asks for; nil where nothing is to be answered.
    private func answer(_ request: CounterRequest) async -> CounterReply? {
        do {
            switch request {
            case .read(let card): return .read(await till.read(card: card, at: clock()))
            case .quote(let basket, let reserve):
                let (quote, advice) = try await till.price(basket, reserve: reserve, at: clock())
                return .quoted(quote, advice)
            case .sell(let quote, let tenders, let training):
                return .sealed(
                    try await till.sell(
                        quote, tenders: tenders, training: training,
                        cashier: counter.facts.drawer.shift?.cashier ?? ""))
            case .abandon(let quote): await till.abandon(quote)
            case .findSale(let sale): return .sale(await till.sold(sale))
            case .quoteReturn(let sale, let lines):
                return .returning(try await till.quoteReturn(of: sale, lines: lines))
            case .seal(let body, let cashier):
                return .sealed(try await till.seal(body, at: clock(), cashier: cashier))
            case .closeDay:
                return .sealed(
                    try await till.closeDay(
                        counter.facts.dayToClose, at: clock(), cashier: ""))
            case .checkPIN(let pin): return .pin(accepted: till.managerPIN.accepts(pin))
            case .setPIN(let pin, let old):
                let current = till.managerPIN
                guard !current.isSet || current.accepts(old) else { return .pin(accepted: false) }
                try current.set(pin, salt: random(16))
                return .pin(accepted: true)
            case .print(let printout):
                if let slip = try await till.slip(printout, canteen: canteen) {
                    toPrinter.yield((slip, printout.movesCash))
                }
            case .shutDown: shutDown()
            }
            return nil
        } catch let error as ReturnError {
            return .noReturn(error)
        } catch {
            return .failed("\(error)")
        }
    }
}

extension MenuItem {
    fileprivate func tile(isServed: Bool) -> JSON {
        [
            "code": .text(code), "name": .text(name), "price": .text(price.yuan),
            "served": .bool(isServed),
        ]
    }
}
