extension Till {
    /// Gives back what was reserved for a basket that will not be sold.
    ///
    /// Where the service does not hear of it the promise lapses there by itself.
    package func abandon(_ quote: Quote) async {
        guard let link, let question = machine.release(quote),
            let signature = try? machine.sign(question)
        else { return }
        _ = try? await link.authorise(
            machine.engine.head, question: question, signature: signature,
            by: link.authorisationEnd)
    }
}
