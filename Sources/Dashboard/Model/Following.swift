import Telemetry

// From a trace to those that it called, to the one that called it, and back.

/// Where the user came from when following a call.
package struct FollowedFrom: Hashable, Sendable {
    package var depth: Depth
    /// What was selected there.
    package var place: SpanPlace
}

extension DashboardModel {
    /// So many steps can be taken back.
    private static let wayBackLimit = 32

    /// Goes from the selected span to another trace.
    mutating func follow(_ trace: TraceID) {
        guard let view = traceView, view.trace != trace else { return }
        let place = SpanPlace(trace: view.trace, span: view.waterfall.selected ?? .zero)
        if depth == .top, let selectedTrace { traces.pin(selectedTrace) }
        wayBack.append(FollowedFrom(depth: depth, place: place))
        if wayBack.count > Self.wayBackLimit { wayBack.removeFirst() }
        show(trace)
    }

    /// Goes to the trace that called the one on the screen: back, when that is where the user came from.
    mutating func openCaller() {
        guard let view = traceView, let tree = view.tree else { return }
        guard let caller = tree.caller else { return notice = "No caller of this trace is known." }
        if wayBack.last?.place.trace == caller.traceID { return leaveTrace() }
        follow(caller.traceID)
        traceView?.waterfall.selected = TraceTree.rowID(ofCalled: view.trace)
    }

    /// Leaves a trace: to where a call was followed from, else to the list.
    mutating func leaveTrace() {
        guard let last = wayBack.popLast() else { return depth = .top }
        show(last.place.trace)
        depth = last.depth
        if !last.place.span.isZero { traceView?.waterfall.selected = last.place.span }
    }

    /// Opens the waterfall of a trace.
    mutating func show(_ trace: TraceID) {
        depth = .waterfall(trace)
        if traceView?.trace != trace { traceView = TraceView(trace: trace) }
    }
}
