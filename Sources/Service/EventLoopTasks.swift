internal import Hummingbird
internal import HummingbirdCore
internal import Logging
internal import NIOCore

/// Runs the tasks of a connection on the thread that reads its socket.
///
/// Otherwise each request wanders between the threads of the sockets and those of the tasks, which
/// costs more than all that is done with it.
struct EventLoopTasks: ServerChildChannel {
    let channel: HTTP1Channel

    func setup(
        channel socket: any Channel, logger: Logger
    ) -> EventLoopFuture<HTTP1Channel.Value> {
        channel.setup(channel: socket, logger: logger)
    }

    func handle(value: HTTP1Channel.Value, logger: Logger) async {
        await withTaskExecutorPreference(EventLoopExecutor(value.channel.eventLoop)) {
            await channel.handle(value: value, logger: logger)
        }
    }
}

/// An event loop as a place where tasks run.
private final class EventLoopExecutor: TaskExecutor {
    private let loop: any EventLoop

    init(_ loop: any EventLoop) { self.loop = loop }

    func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        loop.execute { job.runSynchronously(on: self.asUnownedTaskExecutor()) }
    }
}
