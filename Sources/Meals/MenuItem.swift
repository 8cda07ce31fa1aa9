/// What a till needs of a dish: its key, its name, its price.
package struct MenuItem: Hashable, Sendable {
    /// The PLU code that the cashier types.
    package let code: String
    package let name: String
    package let price: Fen

    package init(code: String, name: String, price: Fen) {
        self.code = code
        self.name = name
        self.price = price
    }
}
