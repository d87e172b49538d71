// What the loggers of Looopy agents write: a few lines a task, each while the span that it tells of is the current one.

import Telemetry

enum Logbook {
    static func lines(of run: Run) -> [RecordDraft] {
        let count = run.iterations.count
        let last =
            switch run.outcome {
            case .ok: line(.info, run.end, "task done in \(count) iteration\(count == 1 ? "" : "s")")
            case .failed(let failure): line(.error, run.end, "task failed: \(failure.message)")
            }
        // Who asks for it says so first.
        let start = run.start.advanced(by: 500)
        return [line(.info, start, "task begins, turn \(run.turn)"), last]
    }

    static func lines(of iteration: Iteration) -> [RecordDraft] {
        [line(.info, iteration.start, "iteration \(iteration.number) begins")]
    }

    /// A call that failed as its run did was the last one; after any other it is tried again.
    static func lines(of call: ModelCall, in run: Run) -> [RecordDraft] {
        let model = call.model.name
        switch call.outcome {
        case .ok:
            let size = "\(call.inputTokens) tokens in \(call.messages) messages"
            return [line(.debug, call.start, "prompt to \(model): \(size)")]
        case .failed(let failure) where call.outcome == run.outcome:
            return [line(.error, call.end, "\(model) failed: \(failure.message)")]
        case .failed(let failure):
            return [line(.warn, call.end, "\(model): \(failure.message), will try again")]
        }
    }

    static func lines(of call: ToolCall) -> [RecordDraft] {
        let retries = call.retryTimes.enumerated().map { index, time in
            line(.warn, time, "\(call.tool.name) failed, trying again (attempt \(index + 2))")
        }
        guard case .failed(let failure) = call.outcome else { return retries }
        return retries + [line(.error, call.end, "\(call.tool.name) failed: \(failure.message)")]
    }

    static func lines(of delegation: Delegation) -> [RecordDraft] {
        [line(.info, delegation.run.start, "asks \(delegation.run.agent) to do \(delegation.run.taskID)")]
    }

    private static func line(_ level: LogLevel, _ time: Timestamp, _ body: String) -> RecordDraft {
        RecordDraft(time: time, level: level, body: body)
    }
}
