package import Till

/// Who stands at a till: first whoever enrols it, then its cashiers.
package actor CounterDoor {
    private var desk: CounterDesk?
    private let enrol: @Sendable (String) async throws -> CounterDesk
    private var isEnrolling = false

    /// - Parameters:
    ///   - desk: nil for a till that is not enrolled yet.
    ///   - enrol: enrols the till with a code that a person typed; throws the line to show.
    package init(
        desk: CounterDesk?, enrol: @escaping @Sendable (String) async throws -> CounterDesk
    ) {
        self.desk = desk
        self.enrol = enrol
    }

    func open() -> CounterDesk? { desk }

    /// Tries a code; nil where the till is open now, else why not.
    func tryCode(_ code: String) async -> String? {
        guard desk == nil, !isEnrolling else { return nil }
        isEnrolling = true
        defer { isEnrolling = false }
        do {
            desk = try await enrol(code)
            return nil
        } catch {
            return "\(error)"
        }
    }
}
