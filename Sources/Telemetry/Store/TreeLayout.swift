// The lines of a tree. They are laid out once; when the trace has grown, only the families of what changed are looked at:
//
//   what changed, and all above it, is marked; a marked span's children are merged with those that are new or changed
//   what is not marked is taken over as it stands, whole runs of siblings with all below them at once
//   as long as lines stand where they stood, nothing is moved: growth at the end costs what has grown
//
// docs/decisions/0013 tells why.

/// Lays out a trace as lines, or brings the lines of a tree up to date.
struct TreeLayout {
    private enum Item {
        case span(Int32, parent: Int32)
        case called(Int32, parent: Int32)
        /// Old lines, whole subtrees of one family.
        case run(Int32, Int32, parent: Int32)
        /// All below a line has been laid out.
        case end(of: Int32)
    }

    private struct Mark: OptionSet {
        var rawValue: UInt8
        /// It has to be looked at: it changed, or something below it did.
        static let onPath = Mark(rawValue: 1)
        /// Its own line is made anew, and may belong elsewhere.
        static let changed = Mark(rawValue: 2)
    }

    private struct Sibling {
        var place: Int32
        var start: Timestamp
        var id: SpanID

        /// Of equal starts a span stands before a called trace.
        func comes(before line: TreeLine) -> Bool {
            if start != line.start { return start < line.start }
            return line.place < 0 || id < line.spanID
        }
    }

    private let trace: TraceEntry
    private let calls: [TreeCall]
    /// First the old lines; what is before `next` is laid out.
    private(set) var lines: [TreeLine] = []
    private(set) var marked: [Int32] = []
    private var next: Int32 = 0
    /// The old lines from `moved` on, once lines don't stand where they stood; until then `moved` is -1.
    private var old: [TreeLine] = []
    private var moved: Int32 = -1
    private var areMarkedStale = false
    private var stack: [Item] = []

    // What changed.
    private var marks: [Mark] = []
    /// Changed spans by their parents' places, -1 for local roots.
    private var changed: [Int32: [Int32]] = [:]
    /// Old lines of marked spans, as far as they were come by.
    private var oldLines: [Int32: Int32] = [:]
    /// How many spans the old lines are of.
    private var oldSpans: Int32 = 0

    /// All lines.
    init(of trace: TraceEntry, _ calls: [TreeCall]) {
        self.trace = trace
        self.calls = calls
        lines.reserveCapacity(trace.nodes.count + calls.count)
        let callsByPlace = Dictionary(grouping: calls.indices.map(Int32.init)) { calls[Int($0)].place }
        push(sorted(trace.roots).map { .span($0.place, parent: -1) })
        layOut(callsByPlace)
    }

    /// The lines of a tree, which are taken from it, after some spans changed and others came.
    init(updating tree: inout TraceTree, of trace: TraceEntry, changes: ArraySlice<Int32>) {
        self.trace = trace
        calls = tree.layout.calls
        swap(&lines, &tree.lines)
        swap(&marked, &tree.marked)
        oldSpans = tree.layout.spans
        marks = [Mark](repeating: [], count: trace.nodes.count)
        for place in changes { mark(place) }
        for place in oldSpans..<Int32(trace.nodes.count) { mark(place) }
        if trace.start != tree.start { markUnknownStarts() }
        noteOldRoots()
        pushFamily(of: -1, Int32(0)..<Int32(lines.count), line: -1)
        layOut([:])
    }

    private mutating func layOut(_ callsByPlace: [Int32: [Int32]]) {
        while let item = stack.popLast() {
            switch item {
            case .span(let place, let parent): layOut(place, under: parent, callsByPlace)
            case .called(let number, let parent): put(line(ofCall: number, under: parent), from: nil)
            case .run(let first, let end, let parent): take(first, end, under: parent)
            case .end(let line): lines[Int(line)].descendants = next - line - 1
            }
        }
        if moved < 0, Int(next) < lines.count { stopStanding() }
        if areMarkedStale { marked = lines.marked }
    }

    /// Lays out a span, and has its children laid out next.
    private mutating func layOut(_ place: Int32, under parent: Int32, _ callsByPlace: [Int32: [Int32]]) {
        let row = next
        stack.append(.end(of: row))
        guard let oldLine = oldLines[place] else {
            put(line(of: place, under: parent), from: nil)
            return push(children(of: place, callsByPlace[place] ?? [], line: row))
        }
        let known = self[old: oldLine]
        var line = marks[Int(place)].contains(.changed) ? self.line(of: place, under: parent) : known
        line.parent = parent
        line.depth = depth(under: parent)
        put(line, from: oldLine)
        pushFamily(of: place, oldLine + 1..<oldLine + 1 + known.descendants, line: row)
    }

    private mutating func push(_ items: [Item]) { stack.append(contentsOf: items.reversed()) }

    private func depth(under parent: Int32) -> Int32 { parent < 0 ? 0 : lines[Int(parent)].depth + 1 }
}

// MARK: Lines

extension TreeLayout {
    private mutating func line(of place: Int32, under parent: Int32) -> TreeLine {
        let start = shownStart(of: place)
        var line = TreeLine(
            trace.nodes[place].id, place: place, parent: parent, depth: depth(under: parent), start: start)
        let isReceived = trace.nodes[place].isReceived
        line.isError = trace.isError(place)
        line.isOpen = !isReceived || !trace.nodes[place].end.isSet
        line.isStartUnknown = !isReceived && trace.nodes[place].firstChild < 0
        return line
    }

    private func line(ofCall number: Int32, under parent: Int32) -> TreeLine {
        let call = calls[Int(number)]
        var line = TreeLine(
            TraceTree.rowID(ofCalled: call.traceID), place: -1 - number, parent: parent, depth: depth(under: parent),
            start: call.start)
        line.isError = call.isError
        line.isOpen = !call.end.isSet
        return line
    }

    /// An old line, which has not been laid out yet.
    private subscript(old line: Int32) -> TreeLine {
        moved < 0 ? lines[Int(line)] : old[Int(line - moved)]
    }

    /// Lays out a line; `from` is where it stood.
    private mutating func put(_ line: TreeLine, from oldLine: Int32?) {
        if moved < 0, oldLine == next {
            if lines[Int(next)].isMarked != line.isMarked { areMarkedStale = true }
            lines[Int(next)] = line
        } else {
            stopStanding()
            if line.isMarked { marked.append(next) }
            lines.append(line)
        }
        next += 1
    }

    /// Takes old lines over: whole subtrees of one family.
    private mutating func take(_ first: Int32, _ end: Int32, under parent: Int32) {
        let (known, depth) = (self[old: first], depth(under: parent))
        if moved < 0, first == next, known.depth == depth, known.parent == parent {
            next = end
            return
        }
        stopStanding()
        lines.append(contentsOf: old[Int(first - moved)..<Int(end - moved)])
        let (shift, sink) = (next - first, depth - known.depth)
        for line in Int(next)..<lines.count {
            let above = lines[line].parent
            lines[line].parent = above < first ? parent : above + shift
            lines[line].depth += sink
            if lines[line].isMarked { marked.append(Int32(line)) }
        }
        next = Int32(lines.count)
    }

    /// From here on lines don't stand where they stood.
    private mutating func stopStanding() {
        guard moved < 0 else { return }
        moved = next
        old = Array(lines[Int(next)...])
        lines.removeSubrange(Int(next)...)
        while let last = marked.last, last >= next { marked.removeLast() }
    }
}

// MARK: Families

extension TreeLayout {
    /// The children of a span that has no line yet, and the traces that it called, by their starts.
    private mutating func children(of place: Int32, _ called: [Int32], line: Int32) -> [Item] {
        var items: [Item] = []
        // Each kind is in order: they are merged, of equal starts the span first.
        var rest = called[...]
        for span in sorted(trace.children(of: place)) {
            while let number = rest.first, calls[Int(number)].start < span.start {
                items.append(.called(rest.removeFirst(), parent: line))
            }
            items.append(.span(span.place, parent: line))
        }
        return items + rest.map { .called($0, parent: line) }
    }

    private mutating func sorted(_ places: [Int32]) -> [Sibling] {
        var siblings = places.map { Sibling(place: $0, start: shownStart(of: $0), id: trace.nodes[$0].id) }
        if siblings.count > 1 { siblings.sort { ($0.start, $0.id) < ($1.start, $1.id) } }
        return siblings
    }

    /// Has the children of a marked span laid out: those among some old lines, merged with those that changed.
    private mutating func pushFamily(of place: Int32, _ family: Range<Int32>, line parent: Int32) {
        var items: [Item] = []
        var rest = sorted(changed[place] ?? [])[...]
        var (line, run) = (family.lowerBound, family.lowerBound)
        func endRun(before line: Int32, next: Int32) {
            if run < line { items.append(.run(run, line, parent: parent)) }
            run = next
        }
        while line < family.upperBound {
            let known = self[old: line]
            let end = line + 1 + known.descendants
            let mark = known.place < 0 ? [] : marks[Int(known.place)]
            if !mark.isEmpty { oldLines[known.place] = line }
            while !mark.contains(.changed), let first = rest.first, first.comes(before: known) {
                endRun(before: line, next: line)
                items.append(.span(rest.removeFirst().place, parent: parent))
            }
            if !mark.isEmpty { endRun(before: line, next: end) }
            if mark == .onPath { items.append(.span(known.place, parent: parent)) }
            line = end
        }
        endRun(before: line, next: line)
        push(items + rest.map { .span($0.place, parent: parent) })
    }
}

// MARK: What changed

extension TreeLayout {
    /// Marks a span that changed, and its parent if that has not arrived: it starts with its first child.
    private mutating func mark(_ place: Int32) {
        markAlone(place)
        let parent = trace.nodes[place].parent
        if parent >= 0, !trace.nodes[parent].isReceived { markAlone(parent) }
    }

    /// Marks a span as changed, and what is above it.
    private mutating func markAlone(_ place: Int32) {
        let known = marks[Int(place)]
        guard !known.contains(.changed) else { return }
        marks[Int(place)] = [.changed, .onPath]
        var above = trace.nodes[place].parent
        changed[above, default: []].append(place)
        guard known.isEmpty else { return }
        while above >= 0, marks[Int(above)].isEmpty {
            marks[Int(above)] = .onPath
            above = trace.nodes[above].parent
        }
    }

    private mutating func markUnknownStarts() {
        for line in lines where line.isStartUnknown { mark(line.place) }
    }

    /// Only local roots find another parent: where these stood is known before anything is laid out.
    private mutating func noteOldRoots() {
        var line: Int32 = 0
        while Int(line) < lines.count {
            let known = lines[Int(line)]
            if known.place >= 0, !marks[Int(known.place)].isEmpty { oldLines[known.place] = line }
            line += 1 + known.descendants
        }
    }

    /// As `TraceEntry.shownStart`. The children of a root that has not arrived may be very many: what came since tells
    /// enough, unless one of those that it had has changed.
    private func shownStart(of place: Int32) -> Timestamp {
        guard !trace.nodes[place].isReceived, let line = oldLines[place] else { return trace.shownStart(place) }
        let known = self[old: line]
        let children = changed[place] ?? []
        // What has an old line by now was a root itself.
        guard known.parent < 0, !known.isStartUnknown,
            children.allSatisfy({ $0 >= oldSpans || oldLines[$0] != nil })
        else { return trace.shownStart(place) }
        return children.reduce(known.start) { min($0, trace.nodes[$1].start) }
    }
}
