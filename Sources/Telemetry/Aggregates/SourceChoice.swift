// Which source counts, of all since the start and of a window: made anew when figures are read and something came in or
// time went on.
//
// Counters come in lumps: each tells of the time since the lump before it. So a window's choice compares whole lumps with
// the spans of the same time. A lump is looked at only when it has settled: spans of the same work may still be on their
// way.

/// The sources of an emitter's figures, by quantity.
struct SourceChoice: Sendable {
    /// When the choice was made and for which window.
    struct Moment: Equatable, Sendable {
        var now: Int64
        var windowSeconds: Int
        /// How long spans may be on their way when the counters of the same work are here, in seconds.
        var patience: Int64

        var windowStart: Int64 { now - Int64(windowSeconds) }
    }

    /// Nil where something came in since.
    var moment: Moment?
    /// What those counters gave in all that count where counters do.
    var counted = Totals()
    private var total = InlineArray<7, Source>(repeating: .spans)
    private var window = InlineArray<7, Source>(repeating: .spans)

    init() {}

    subscript(_ quantity: Quantity, _ period: Period) -> Source {
        get {
            switch period {
            case .total: total[quantity.rawValue]
            case .window: window[quantity.rawValue]
            }
        }
        set {
            switch period {
            case .total: total[quantity.rawValue] = newValue
            case .window: window[quantity.rawValue] = newValue
            }
        }
    }
}

/// The seconds after `after`, up to and with `through`.
struct Interval: Hashable, Sendable {
    var after: Int64
    var through: Int64
}

extension Ledger {
    /// Chooses the sources of the figures that are read next, and of those windows that are this long.
    mutating func chooseSources(window: Int?, patience: Int64) {
        let seconds = window ?? chosenWindow
        chosenWindow = seconds
        let moment = SourceChoice.Moment(now: now, windowSeconds: seconds, patience: patience)
        for emitter in rivals where emitters[emitter].choice.moment != moment {
            var choice = SourceChoice()
            choice.moment = moment
            for quantity in Quantity.allCases {
                choice.counted[quantity] = counted(of: quantity, by: emitter)
                let source = emitters[emitter].source(of: quantity, counted: choice.counted[quantity])
                choice[quantity, .total] = source
                choice[quantity, .window(seconds: seconds)] = windowSource(quantity, of: emitter, moment, all: source)
            }
            emitters[emitter].choice = choice
        }
    }

    /// Where only one of spans and counters ever told of the quantity, there is nothing to choose by.
    private mutating func windowSource(
        _ quantity: Quantity, of emitter: EmitterIndex, _ moment: SourceChoice.Moment, all: Source
    ) -> Source {
        let totals = emitters[emitter]
        guard all != .logs, totals.spans.total[quantity] > 0, totals.growth.total[quantity] > 0 else { return all }
        guard totals.hasGrown(quantity, in: moment), let lumps = totals.lumps(of: quantity, moment) else {
            return .spans
        }
        // A call that ends as counters are exported is in this lump or the next: a second more of spans on either side.
        let bySpans = totals.spans.sum(after: lumps.after - 2, through: lumps.through + 1)[quantity]
        return counted(of: quantity, by: emitter, in: lumps) > bySpans ? .counters : .spans
    }

    /// What an emitter's counters gave of a quantity, those left out that tell of the same as others.
    private mutating func counted(
        of quantity: Quantity, by emitter: EmitterIndex, in interval: Interval? = nil
    ) -> Int64 {
        var amount: Int64 = 0
        for agent in emitters[emitter].agents {
            guard let place = agents[agent].cellPlace(of: emitter) else { continue }
            amount &+= agents[agent].cells[place].counted(quantity, in: interval, toolTellers)
        }
        return amount
    }
}

extension EmitterTotals {
    /// Did counters tell anything of a quantity in the window?
    fileprivate func hasGrown(_ quantity: Quantity, in moment: SourceChoice.Moment) -> Bool {
        (growth.lastSecond(through: moment.now) { $0[quantity] > 0 } ?? .min) > moment.windowStart
    }

    /// The time that settled lumps in the window tell of; where none has settled, that of the last one before.
    fileprivate func lumps(of quantity: Quantity, _ moment: SourceChoice.Moment) -> Interval? {
        func last(_ second: Int64) -> Int64? { growth.lastSecond(through: second) { $0[quantity] > 0 } }
        guard let through = last(moment.now - moment.patience) else { return nil }
        if let after = last(min(moment.windowStart, through - 1)) { return Interval(after: after, through: through) }
        // The first lump of all tells since when it grew. What came before those that are remembered is not known.
        if let first = growth.firstSecond, first > moment.now - Int64(rollingSeconds) {
            return Interval(after: grownSince, through: through)
        }
        let first = growth.firstSecond { $0[quantity] > 0 } ?? through
        return first < through ? Interval(after: first, through: through) : nil
    }
}

/// Who tells of the calls of a tool, but for MCP servers by their metrics.
struct ToolTellers: Sendable {
    private enum Teller: Equatable {
        case nobody, several
        case one(EmitterIndex)
    }

    /// By the tool's name: names are few.
    private var tellers: [Teller] = []

    mutating func note(_ tool: Name, by emitter: EmitterIndex) {
        let place = Int(tool.index)
        while tellers.count <= place { tellers.append(.nobody) }
        switch tellers[place] {
        case .nobody: tellers[place] = .one(emitter)
        case .one(let known) where known != emitter: tellers[place] = .several
        case .one, .several: break
        }
    }

    /// Does any other emitter tell of one of the tools?
    func tell(of tools: some Sequence<Name>, besides emitter: EmitterIndex) -> Bool {
        tools.contains { tool in
            guard tool.index < tellers.count else { return false }
            let teller = tellers[Int(tool.index)]
            return teller != .nobody && teller != .one(emitter)
        }
    }
}
