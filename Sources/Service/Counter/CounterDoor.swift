package import Till

/// Who stands at a till: first whoever enrols it, then its cashiers.
package actor CounterDoor {
    private var desk: CounterDesk?
    private let enrol: @Sendable (String) async throws -> CounterDesk
    private let onOpen: @Sendable (CounterDesk) -> Void
    private var isEnrolling = false

    /// - Parameters:
    ///   - desk: nil for a till that is not enrolled yet.
    ///   - enrol: enrols the till with a code that a person typed; throws the line to show.
    ///   - onOpen: told once, when the till is enrolled.
    package init(
        desk: CounterDesk?, enrol: @escaping @Sendable (String) async throws -> CounterDesk,
        onOpen: @escaping @Sendable (CounterDesk) -> Void
    ) {
        self.desk = desk
        self.enrol = enrol
        self.onOpen = onOpen
    }

    func open() -> CounterDesk? { desk }

    /// Tries a code; nil where the till is open now, else why not.
    func tryCode(_ code: String) async -> String? {
        guard desk == nil, !isEnrolling else { return nil }
        isEnrolling = true
        defer { isEnrolling = false }
        do {
            let opened = try await enrol(code)
            desk = opened
            onOpen(opened)
            return nil
        } catch {
            return "\(error)"
        }
    }
}
