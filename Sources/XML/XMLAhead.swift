internal import Dispatch
internal import Synchronization

/// Parses a file on a thread of its own, a few batches ahead of the one who reads.
///
/// libxml2 needs more than half of the time that reading takes, so that two cores share it well.
/// What is wrong with the file is told after all that was right before it, as if one thread did
/// both.
final class XMLAhead {
    private let work: Work
    private let queue = DispatchQueue(label: "mulin.xml")

    /// Begins to parse.
    init(_ file: sending ReadableFile, _ parser: sending XMLPushParser) {
        let work = Work(Source(file: file, parser: parser))
        self.work = work
        queue.async { work.run() }
    }

    /// The next batch, waited for; an error and the end are told once and are the last.
    func next() -> XMLBatch { work.take() }

    deinit {
        work.abandon()
        // The library must be at rest when the process ends.
        queue.sync {}
    }
}

/// What one piece of a file holds.
struct XMLBatch: Sendable {
    var tape = XMLTape()
    /// The URI of the root's namespace, empty for none or where the root is not read yet.
    var namespace = ""
    /// What is wrong after these steps.
    var error: XMLError?
    var isLast = false
}

private struct Source {
    let file: ReadableFile
    let parser: XMLPushParser

    /// Parses the next piece of the file.
    func batch() -> XMLBatch {
        do throws(XMLError) {
            let bytes = try file.chunk()
            try parser.feed(bytes)
            return XMLBatch(
                tape: parser.listener.recorder.cut(), namespace: parser.listener.namespace,
                isLast: bytes.isEmpty)
        } catch {
            return XMLBatch(error: error, isLast: true)
        }
    }
}

/// The batches between the parser's thread and the reader's, at most a few.
private final class Work: Sendable {
    /// Only the parser's thread holds it, and to the end.
    private let source: Mutex<Source>
    private let ready = Mutex<[XMLBatch]>([])
    private let isAbandoned = Atomic(false)
    private let filled = DispatchSemaphore(value: 0)
    private let free = DispatchSemaphore(value: 0)

    private static let most = 4

    init(_ source: sending Source) {
        self.source = Mutex(source)
        for _ in 0..<Work.most { free.signal() }
    }

    func run() {
        source.withLock { source in
            while true {
                free.wait()
                if isAbandoned.load(ordering: .relaxed) { return }
                let batch = source.batch()
                ready.withLock { $0.append(batch) }
                filled.signal()
                if batch.isLast { return }
            }
        }
    }

    func take() -> XMLBatch {
        filled.wait()
        let batch = ready.withLock { $0.removeFirst() }
        free.signal()
        return batch
    }

    func abandon() {
        isAbandoned.store(true, ordering: .relaxed)
        free.signal()
    }
}
