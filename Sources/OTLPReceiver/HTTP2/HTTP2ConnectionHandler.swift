import NIOCore
import NIOHPACK
import NIOHTTP2
import Telemetry

/// One HTTP/2 connection: gathers the requests of its streams, has each answered once it is whole.
///
/// It reads and writes frames itself, without a channel for each stream: requests are unary, so a stream is a value in a
/// dictionary. A request is decoded, handed over and answered within one call on the event loop.
final class HTTP2ConnectionHandler: ChannelInboundHandler {
    typealias InboundIn = HTTP2Frame
    typealias OutboundOut = HTTP2Frame

    private let service: Service
    private let clock: RequestClock
    private var requests: [HTTP2StreamID: StreamRequest] = [:]
    /// The youngest stream that was begun.
    private var lastStream = HTTP2StreamID.rootStream
    /// The stream on which a report goes out; there is one at a time.
    private var reportStream: HTTP2StreamID?
    /// When requests are looked at that may have come to nothing.
    private var timer: (due: NIODeadline, task: Scheduled<Void>)?
    private var isClosing = false

    init(service: Service, clock: RequestClock) {
        self.service = service
        self.clock = clock
    }

    func handlerAdded(context: ChannelHandlerContext) {
        clock.followRequests()
        // The connection's window is 64 KiB at first, whatever the settings say (RFC 9113, 6.9.2).
        write(.windowUpdate(windowSizeIncrement: HTTP2Limits.connectionWindow - 65_535), to: .rootStream, context)
        context.flush()
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        let frame = unwrapInboundIn(data)
        guard !isClosing else { return }
        switch frame.payload {
        case .headers(let headers):
            // On a stream that was begun these are trailers; of a request they say nothing.
            if frame.streamID > lastStream { begin(headers, on: frame.streamID, context) }
            if headers.endStream { finish(frame.streamID, context) }
        case .data(let data):
            if case .byteBuffer(let bytes) = data.data { take(bytes, on: frame.streamID, context) }
            if data.endStream { finish(frame.streamID, context) }
        default:
            break
        }
    }

    func channelReadComplete(context: ChannelHandlerContext) {
        watchTime(context)
        context.fireChannelReadComplete()
    }

    func channelInactive(context: ChannelHandlerContext) {
        dropRequests { _ in "the connection ended in the middle of a request" }
        context.fireChannelInactive()
    }

    func handlerRemoved(context: ChannelHandlerContext) {
        dropRequests { _ in nil }
    }

    // MARK: - A request

    private func begin(
        _ headers: HTTP2Frame.FramePayload.Headers, on stream: HTTP2StreamID, _ context: ChannelHandlerContext
    ) {
        lastStream = stream
        clock.requestEnded()
        switch StreamRequest.begin(headers.headers, at: context.eventLoop.now, service) {
        case .request(let request):
            if request.isReport {
                guard reportStream == nil else { return refuseReport(request, on: stream, headers.endStream, context) }
                reportStream = stream
            }
            requests[stream] = request
        case .reply(let reply, let sender):
            send(reply, of: sender, on: stream, isWhole: headers.endStream, context)
        }
    }

    private func refuseReport(
        _ request: StreamRequest, on stream: HTTP2StreamID, _ isWhole: Bool, _ context: ChannelHandlerContext
    ) {
        let refusal = Refusal(.noRoom, "the answers before this one are still unread")
        send(request.reply(refusal), of: request.sender, on: stream, isWhole: isWhole, context)
    }

    private func take(_ bytes: ByteBuffer, on stream: HTTP2StreamID, _ context: ChannelHandlerContext) {
        do throws(Refusal) {
            try requests[stream]?.take(bytes, service)
        } catch {
            refuse(stream, error, context)
        }
    }

    /// Answers a whole request.
    private func finish(_ stream: HTTP2StreamID, _ context: ChannelHandlerContext) {
        guard let request = requests.removeValue(forKey: stream) else { return }
        let reply = request.reply(service)
        clock.requestEnded()
        send(reply, of: request.sender, on: stream, isWhole: true, context)
    }

    /// Refuses a request before it is whole.
    private func refuse(_ stream: HTTP2StreamID, _ refusal: Refusal, _ context: ChannelHandlerContext) {
        guard let request = requests.removeValue(forKey: stream) else { return }
        send(request.reply(refusal), of: request.sender, on: stream, isWhole: false, context)
    }

    /// Lets go of all requests that are not whole, and counts those for which there is a reason.
    private func dropRequests(because reason: (StreamRequest) -> String?) {
        timer?.task.cancel()
        timer = nil
        let dropped = requests
        requests = [:]
        for request in dropped.values {
            if let reason = reason(request) { service.hooks.rejected(reason + request.sender) }
        }
    }

    // MARK: - Time

    /// Sees to it that the next request that may come to nothing is looked at in time.
    private func watchTime(_ context: ChannelHandlerContext) {
        guard let due = requests.values.lazy.map(\.expires).min() else { return }
        if let timer, timer.due <= due { return }
        timer?.task.cancel()
        let task = context.eventLoop.assumeIsolated().scheduleTask(deadline: due) { self.endExpired(context) }
        timer = (due, task)
    }

    private func endExpired(_ context: ChannelHandlerContext) {
        timer = nil
        let now = context.eventLoop.now
        for (stream, request) in requests where request.expires <= now {
            refuse(stream, request.expiry(at: now, service.limits), context)
        }
        context.flush()
        watchTime(context)
    }

    // MARK: - What is not a request

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        switch event {
        case let event as NIOHTTP2WindowUpdatedEvent:
            widen(event, context)
        case let event as StreamClosedEvent:
            noteClosed(event.streamID)
        case is TimeUp:
            endIdle(context)
        default:
            break
        }
        context.fireUserInboundEventTriggered(event)
    }

    /// Lets the client send more once half of a window is used.
    private func widen(_ event: NIOHTTP2WindowUpdatedEvent, _ context: ChannelHandlerContext) {
        let isConnection = event.streamID == .rootStream
        guard let size = event.inboundWindowSize, isConnection || requests[event.streamID] != nil else { return }
        let target = isConnection ? HTTP2Limits.connectionWindow : HTTP2Limits.streamWindow
        guard size < target / 2, !isClosing else { return }
        write(.windowUpdate(windowSizeIncrement: target - size), to: event.streamID, context)
    }

    private func noteClosed(_ stream: HTTP2StreamID) {
        if stream == reportStream { reportStream = nil }
        guard let request = requests.removeValue(forKey: stream) else { return }
        service.hooks.rejected("the call was cancelled before all of it had come" + request.sender)
    }

    private func endIdle(_ context: ChannelHandlerContext) {
        if !isClosing { service.hooks.closed(silence(.idle, service.limits)) }
        close(context)
    }

    /// Says which requests were seen, so that the client may send others again elsewhere.
    private func close(_ context: ChannelHandlerContext) {
        guard !isClosing else { return context.close(promise: nil) }
        isClosing = true
        write(.goAway(lastStreamID: lastStream, errorCode: .noError, opaqueData: nil), to: .rootStream, context)
        context.flush()
        context.lingerThenClose()
    }

    /// Who does not read answers is not read from.
    func channelWritabilityChanged(context: ChannelHandlerContext) {
        context.channel.setOption(.autoRead, value: context.channel.isWritable).whenFailure {
            [channel = context.channel] _ in
            channel.close(promise: nil)
        }
        context.fireChannelWritabilityChanged()
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        // The stream was reset, and says so in an event of its own.
        if error is NIOHTTP2Errors.StreamError { return }
        guard error is any NIOHTTP2Error, !isClosing else { return context.close(promise: nil) }
        isClosing = true
        service.hooks.rejected("the HTTP/2 connection was ended: \(type(of: error))")
        dropRequests { _ in nil }
        // What is wrong was said to the client already (GOAWAY).
        context.lingerThenClose()
    }

    // MARK: - Answers

    private func send(
        _ reply: Reply, of sender: String, on stream: HTTP2StreamID, isWhole: Bool, _ context: ChannelHandlerContext
    ) {
        if let reason = reply.rejection { service.hooks.rejected(reason + sender) }
        let endsAtOnce = reply.body == nil && reply.trailers == nil
        write(.headers(.init(headers: reply.headers, endStream: endsAtOnce)), to: stream, context)
        if let body = reply.body {
            let data = HTTP2Frame.FramePayload.Data(
                data: .byteBuffer(ByteBuffer(bytes: body)), endStream: reply.trailers == nil)
            write(.data(data), to: stream, context)
        }
        if let trailers = reply.trailers {
            write(.headers(.init(headers: trailers, endStream: true)), to: stream, context)
        }
        guard !isWhole else { return }
        // The answer is all that there will be: the client need not send the rest (RFC 9113, 8.1).
        context.flush()
        write(.rstStream(.noError), to: stream, context)
    }

    private func write(_ payload: HTTP2Frame.FramePayload, to stream: HTTP2StreamID, _ context: ChannelHandlerContext) {
        context.write(wrapOutboundOut(HTTP2Frame(streamID: stream, payload: payload)), promise: nil)
    }
}
