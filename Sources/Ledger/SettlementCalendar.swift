package import Meals

/// When one settlement date ends and the next begins (日切).
package struct SettlementCalendar: Hashable, Sendable {
    /// Seconds since midnight in Shanghai; 23:00 unless the acquirer says otherwise.
    package let cutOver: Int

    package init(cutOver: Int = 23 * 3600) { self.cutOver = cutOver }

    /// 清算日期 of something that happened then.
    package func date(of moment: Moment) -> Day {
        moment.day + (moment.secondOfDay >= cutOver ? 1 : 0)
    }

    /// The first moment of a window and the first one after it.
    package func bounds(of date: Day) -> (from: Moment, to: Moment) {
        (Moment(date + -1, secondOfDay: cutOver), Moment(date, secondOfDay: cutOver))
    }
}
