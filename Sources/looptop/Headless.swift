import OTLPReceiver
import Report
import Telemetry
import Terminal

/// What a program without a screen prints.
struct Reporting: Hashable {
    enum Layout: Hashable {
        case text, json
    }

    var layout: Layout
    /// Nil for one report, at the end.
    var everySeconds: Int?
}

/// Receives without drawing until it is told to stop by SIGINT, SIGTERM or SIGHUP; then prints a report.
func runHeadless(_ configuration: Configuration, _ reporting: Reporting) throws {
    let wake = try makeWakePipe()
    let signals = SignalWatch.install(wake: wake)
    let store = SharedStore(limits: Store.Limits(configuration), startedAt: currentTime(), changed: {})
    let receiver = try startReceiver(configuration, into: store)
    announce(receiver)
    receiver.warnings.forEach(complain)
    if let exposure = exposure(of: receiver) {
        complain("\(exposure): --auth-token or --auth-token-file asks for one.")
    }
    var isRead = true
    var due = ReportSchedule(everySeconds: reporting.everySeconds, now: monotonicMilliseconds())
    while isRead, signals.received == nil {
        wake.wait(timeout: due.remaining(at: monotonicMilliseconds()))
        if signals.received == nil, due.isDue(at: monotonicMilliseconds()) {
            isRead = printReport(of: store, configuration, reporting.layout)
        }
    }
    receiver.stop()
    if isRead { printReport(of: store, configuration, reporting.layout) }
}

/// Prints a report; false if nobody reads it any more.
@discardableResult
private func printReport(of store: SharedStore, _ configuration: Configuration, _ layout: Reporting.Layout) -> Bool {
    var request = ReportRequest()
    request.agent = configuration.agent
    request.windowSeconds = configuration.windowSeconds
    let figures = store.ask { [request] in $0.report(request, at: currentTime()) }
    return switch layout {
    case .json: write(reportJSON(figures, pretty: false) + "\n", to: 1)
    case .text: write(reportText(figures) + "\n", to: 1)
    }
}

/// A pipe that wakes the main thread; without one there is nothing to be done.
func makeWakePipe() throws(Failure) -> WakePipe {
    do throws(TerminalError) {
        return try WakePipe()
    } catch {
        throw Failure(error.description)
    }
}

/// When the next report is due. Reports that were missed, while the process was stopped for instance, are not made up.
struct ReportSchedule: Hashable {
    private let interval: Int?
    private var next: Int

    /// Times are milliseconds of one clock.
    init(everySeconds: Int?, now: Int) {
        interval = everySeconds.map { $0 * 1_000 }
        next = now + (interval ?? 0)
    }

    /// Milliseconds to wait; nil without end.
    func remaining(at now: Int) -> Int? { interval == nil ? nil : max(0, next - now) }

    /// Whether a report is due; if so, the next one is due an interval later.
    mutating func isDue(at now: Int) -> Bool {
        guard let interval, now >= next else { return false }
        next += (now - next) / interval * interval + interval
        return true
    }
}
