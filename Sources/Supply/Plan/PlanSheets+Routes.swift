package import Meals

extension PlanSheets {
    /// 配送单: each route's stops with their windows and the boxes that go and come back.
    package var routeSheet: Sheet {
        var sheet = Sheet(
            name: "routes", title: "配送单 \(plan.day)", facts: [],
            keys: ["kitchen", "route", "period", "dispatch"],
            columns: [
                .init(heading: "序", name: "stop", isNumber: true),
                .init(heading: "助餐点", name: "canteen"), .init(heading: "名称", name: "name"),
                .init(heading: "时间窗", name: "window", isWhole: true),
                .init(heading: "份数", name: "portions", isNumber: true),
                .init(heading: "送箱", name: "containers", isNumber: true),
                .init(heading: "回收箱", name: "returned", isNumber: true, isRare: true),
                .init(heading: "到达", name: "arrived", isBlank: true),
                .init(heading: "温度", name: "celsius", isBlank: true),
            ])
        let stops = Dictionary(plan.stops.map { ($0.canteen, $0.rows) }) { first, _ in first }
        for route in routes.routes {
            // A box comes back with the next van that calls.
            var standing = self.standing
            for tour in tours {
                let start = Clock(tour.time)
                var rows: [[String]] = []
                for canteen in route.canteens {
                    let (load, boxes) = load(stops[canteen] ?? 0..<0, tour.period, tour.isSecond)
                    guard load > 0 else { continue }
                    let arrival = start + (rows.count + 1) * rules.minutesPerStop
                    rows.append([
                        "\(rows.count + 1)", canteen.text, name(of: canteen),
                        "\((arrival + -5).text)–\((arrival + 10).text)",
                        "\(load)", "\(boxes)", "\(standing[canteen] ?? 0)",
                    ])
                    standing[canteen] = boxes
                }
                sheet.add(
                    .init(
                        heading: "线路 \(route.name) · \(tour.period.chinese)"
                            + (tour.isSecond ? "后送" : ""),
                        facts: ["厨房 \(route.kitchen)", "发车 \(tour.time)"],
                        key: [
                            route.kitchen.text, route.name,
                            tour.period.rawValue + (tour.isSecond ? "-second" : ""), tour.time,
                        ], rows: rows))
            }
        }
        sheet.foot = ["司机 ____________", "车牌 ____________", "回厨房 ________"]
        return sheet
    }

    /// Portions and boxes that a van brings to one canteen.
    private func load(
        _ rows: Range<Int>, _ period: MealPeriod, _ isSecond: Bool
    ) -> (portions: Int, boxes: Int) {
        var (portions, boxes) = (0, 0)
        for place in rows where plan.rows[place].period == period {
            let held = plan.rows[place].held
            let part = isSecond ? held : plan.rows[place].planned - held
            portions += part
            boxes += containers(part)
        }
        return (portions, boxes)
    }

    private var tours: [(period: MealPeriod, time: String, isSecond: Bool)] {
        [MealPeriod.breakfast, .lunch, .dinner].flatMap { period in
            [(rules.dispatch[period], false), (rules.secondDispatch[period], true)]
                .compactMap { time, isSecond in time.map { (period, $0, isSecond) } }
        }
    }

    /// The boxes that a day's route sheet leaves at each canteen: those of the last van that calls.
    ///
    /// - Throws: a sheet without the columns.
    package static func standing(
        csv bytes: [UInt8], file: String
    ) throws(Problems) -> [CanteenID: Int] {
        let table = try CSV(
            bytes, file: file, required: ["canteen", "containers"],
            optional: [
                "kitchen", "route", "period", "dispatch", "stop", "name", "window", "portions",
                "returned", "arrived", "celsius",
            ])
        var standing: [CanteenID: Int] = [:]
        for row in table.rows { standing[CanteenID(row["canteen"])] = Int(row["containers"]) ?? 0 }
        return standing
    }

    /// Purchases that came too late for their supplier's cut-off, one sentence for each supplier
    /// and kitchen.
    ///
    /// - Parameters:
    ///   - today: the day on which the plan is made, in Shanghai.
    ///   - time: its time, such as `12:05`.
    package func missedCutoffs(today: Day, time: String) -> [String] {
        purchases.flatMap { kitchen, purchase in
            plan.menu.suppliers.compactMap { supplier in
                let last = plan.day + -1
                guard today > last || (today == last && time >= supplier.cutoff) else {
                    return nil
                }
                let lines = purchase.lines.filter {
                    $0.ingredient.supplier == supplier.id && $0.packs > 0
                }
                guard !lines.isEmpty else { return nil }
                let names = lines.prefix(3).map(\.ingredient.name).joined(separator: "、")
                return
                    "\(supplier.name) takes orders until \(last) \(supplier.cutoff): "
                    + "\(lines.count) lines of \(kitchen) come after it (\(names)"
                    + "\(lines.count > 3 ? "…" : "")); call, or cook from the store"
            }
        }
    }
}
