import NIOCore

/// What a connection was at for longer than it may be.
enum TimeUp: Hashable, Sendable {
    /// Nothing has come at all.
    case opening
    case headers
    case body
    /// Nothing came after the last answer.
    case idle
}

/// How long a connection takes for what it is at. Stands first in the pipeline, where it sees bytes before anything else
/// makes sense of them; when time is up, it says so with a `TimeUp` as a user event.
///
/// Times are totals: who sends a byte now and then gains nothing by it. One task at a time waits, and it is not made
/// anew for a time that ends later: a connection in use costs a comparison a request.
final class RequestClock: ChannelInboundHandler, RemovableChannelHandler {
    typealias InboundIn = ByteBuffer

    private let limits: ReceiverLimits
    private var phase = TimeUp.opening
    /// Whether the first byte after an answer begins a request.
    private var followsBytes = true
    private var deadline = NIODeadline.distantFuture
    private var wakesAt = NIODeadline.distantFuture
    private var waiting: Scheduled<Void>?
    private var context: ChannelHandlerContext?

    init(_ limits: ReceiverLimits) { self.limits = limits }

    // MARK: What the protocol above says

    /// A request's headers are complete.
    func headersCame() { enter(.body) }

    /// A request was answered.
    func requestEnded() { enter(.idle) }

    /// From here on, several requests come at once and keep their times themselves: only the time without any is
    /// watched, from now and from each `requestEnded` on.
    func followRequests() {
        followsBytes = false
        enter(.idle)
    }

    // MARK: What comes by

    func handlerAdded(context: ChannelHandlerContext) {
        self.context = context
        enter(.opening)
    }

    func handlerRemoved(context: ChannelHandlerContext) { stop() }

    func channelInactive(context: ChannelHandlerContext) {
        stop()
        context.fireChannelInactive()
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        switch phase {
        // Headers have their time from the connection on: a first byte gives no more of it.
        case .opening: phase = .headers
        case .idle: if followsBytes { enter(.headers) }
        case .headers, .body: break
        }
        context.fireChannelRead(data)
    }

    private func enter(_ next: TimeUp) {
        guard let context else { return }
        phase = next
        deadline = context.eventLoop.now + .seconds(Int64(seconds(for: next)))
        guard deadline < wakesAt else { return }
        wait(until: deadline, context)
    }

    private func seconds(for phase: TimeUp) -> Int {
        switch phase {
        case .opening, .headers: limits.headerSeconds
        case .body: limits.bodySeconds
        case .idle: limits.idleSeconds
        }
    }

    private func wait(until time: NIODeadline, _ context: ChannelHandlerContext) {
        waiting?.cancel()
        wakesAt = time
        waiting = context.eventLoop.assumeIsolated().scheduleTask(deadline: time) { self.wake() }
    }

    private func wake() {
        guard let context else { return }
        wakesAt = .distantFuture
        guard deadline <= context.eventLoop.now else { return wait(until: deadline, context) }
        deadline = .distantFuture
        context.fireUserInboundEventTriggered(phase)
    }

    /// Ends the watch.
    func stop() {
        waiting?.cancel()
        (waiting, context) = (nil, nil)
    }
}
