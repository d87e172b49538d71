/// A span in its trace: what is needed at every change, in a fixed size. Attributes, events and links lie packed in the
/// trace's arena.
///
/// A node without `isReceived` is a placeholder: a parent that its children name and that has not arrived. Since spans
/// are sent when they end, it stands for something that still runs.
struct SpanNode: Sendable {
    var id: SpanID
    var start = Timestamp.unset
    var end = Timestamp.unset

    // The tree: places in the trace's `nodes`; -1 is none.
    var parent: Int32 = -1
    var firstChild: Int32 = -1
    var nextSibling: Int32 = -1

    var name = Symbol.empty
    /// Who made it, and whose work it says it is, in the trace's `sources`; of a placeholder that is not known.
    var source: UInt32 = 0
    var role = Role.other
    var kind = SpanKind.unspecified
    var status = StatusCode.unset
    var below: Below = []
    var traits: Traits = []

    /// The agent that its service stands for, where nothing names one.
    var serviceAgent = AgentIndex.none
    /// The iteration of those; of other roles the place in the trace's `calls`, -1 for none.
    private var number: Int32 = -1
    /// What durations of agent and iteration spans are counted under.
    var figureName = Name.none
    /// First byte of its packed part in the arena, once it was received.
    var packed: UInt32 = 0

    // What follows from its ancestors. (Its size ends on a byte: what takes one or two follows.)
    var context = SpanContext()

    // What it was counted as, so that it can be taken back.
    var counted: Counted = []
    var countedAgent = AgentIndex.none
    /// The head of the task that has its figures.
    var countedHead = looseHead

    init(id: SpanID) { self.id = id }

    /// Iteration from 1; 0 when it is none.
    var iteration: Int32 { role == .iteration ? number : 0 }

    /// In the trace's `calls`; -1 for what is no call.
    var call: Int32 { role == .iteration ? -1 : number }

    /// Takes the number of an iteration, or the place of a call.
    mutating func set(_ number: Int32) { self.number = number }

    var isReceived: Bool { traits.contains(.received) }
    /// Is anything known of it: did it arrive, or a marker of its beginning?
    var isKnown: Bool { !traits.isDisjoint(with: [.received, .announced]) }
    var isError: Bool { status == .error }

    /// The agent that it is counted under.
    var agent: AgentIndex { context.agent.isNone ? serviceAgent : context.agent }

    /// Nanoseconds; 0 when it ends before it starts.
    var duration: UInt64 { UInt64(max(0, end.since(start))) }
}

extension Array where Element == SpanNode {
    /// The span at a place. Inlined: only those of its fields are read that are asked for.
    @inline(__always)
    subscript(_ place: Int32) -> SpanNode {
        get { self[Int(place)] }
        _modify { yield &self[Int(place)] }
    }
}

/// Facts of a span that are one bit each.
struct Traits: OptionSet, Hashable, Sendable {
    var rawValue: UInt16
    /// It arrived; otherwise it is a placeholder.
    static let received = Traits(rawValue: 1)
    /// An agent-role span that names no agent of its own, or says that it is a workflow.
    static let wrapper = Traits(rawValue: 2)
    /// It names its agent by an id that may be made anew for each run.
    static let agentByRun = Traits(rawValue: 8)
    /// What is around it changed, and it is still to be counted anew.
    static let unsettled = Traits(rawValue: 4)
    /// The detail of a tool call that says how it came out: well, or not.
    static let executed = Traits(rawValue: 16)
    static let executionFailed = Traits(rawValue: 32)
    /// It has not arrived, but a marker told that it began: what it says of itself is known, its end is not.
    static let announced = Traits(rawValue: 64)
    /// It says that the agent whose work is around it has answered.
    static let endMarker = Traits(rawValue: 128)
    /// It counts in another second than that of its end (`RareParts.lateSeconds`).
    static let late = Traits(rawValue: 256)
    /// Its parent is not the span that it hangs under (`RareParts.strays`).
    static let stray = Traits(rawValue: 512)
    /// Its task was called off, or given up by its sender.
    static let calledOff = Traits(rawValue: 1_024)
    /// Of these, the second.
    static let expired = Traits(rawValue: 2_048)
    /// It is never a task, even where nothing is above it: its task is in another trace of its conversation.
    static let part = Traits(rawValue: 4_096)
    /// It says what a model call used, and is no call itself.
    static let usageOnly = Traits(rawValue: 8_192)
    /// Another scope tells of the same call in a span that this one does not lie below (`CallSightings`).
    static let retold = Traits(rawValue: 16_384)
}

/// What lies below a span, at any depth. Bits are only ever set, so telling the ancestors costs little.
struct Below: OptionSet, Hashable, Sendable {
    var rawValue: UInt8
    static let agent = Below(rawValue: 1)
    /// A model call, with no agent or tool span between.
    static let llm = Below(rawValue: 2)
    /// A model call that reported tokens, likewise.
    static let llmTokens = Below(rawValue: 4)
    /// A model call, tool call or iteration with no agent span between: work that belongs to whoever is above.
    static let looseWork = Below(rawValue: 8)
    static let error = Below(rawValue: 16)
    /// A span that names its agent or task, with no agent span between: a sign that an agent is above.
    static let agentSign = Below(rawValue: 32)
    /// A detail that says how the tool call above came out: well, or not.
    static let executed = Below(rawValue: 64)
    static let executionFailed = Below(rawValue: 128)
}

/// What a span gets from its ancestors. It is equal for equal ancestors, whatever the order in which they came.
struct SpanContext: Hashable, Sendable {
    /// Of its own, or of the nearest ancestor that has one.
    var agent = AgentIndex.none
    var session = Symbol.empty
    /// The nearest span above (or itself) that begins a task; `looseHead` where none does.
    var head = looseHead
    /// The sub-agent that the nearest tool call above says it calls, with no agent span between.
    var called = AgentIndex.none
    /// The places of the nearest tool calls that it is inside of and that have an id, or were named; -1 for none.
    var identifiedTool: Int32 = -1
    var namedTool: Int32 = -1
    private var flags: Flags = []

    private struct Flags: OptionSet, Hashable, Sendable {
        var rawValue: UInt8
        static let isInTool = Flags(rawValue: 1)
        static let isClaimed = Flags(rawValue: 2)
        static let isInCall = Flags(rawValue: 4)
        static let callFailed = Flags(rawValue: 8)
        static let isRetold = Flags(rawValue: 16)
    }

    /// Inside a tool call, with no agent span between.
    var isInTool: Bool {
        get { flags.contains(.isInTool) }
        set { set(.isInTool, newValue) }
    }

    /// Inside an agent's span that names the tokens of all calls below it.
    var isClaimed: Bool {
        get { flags.contains(.isClaimed) }
        set { set(.isClaimed, newValue) }
    }

    /// Inside a model call, with no agent or tool span between; and whether the outermost such call failed.
    var isInCall: Bool {
        get { flags.contains(.isInCall) }
        set { set(.isInCall, newValue) }
    }
    var callFailed: Bool {
        get { flags.contains(.callFailed) }
        set { set(.callFailed, newValue) }
    }

    /// Inside a model call that another scope tells of too, with no agent or tool span between.
    var isRetold: Bool {
        get { flags.contains(.isRetold) }
        set { set(.isRetold, newValue) }
    }

    private mutating func set(_ flag: Flags, _ isOn: Bool) {
        if isOn { flags.insert(flag) } else { flags.remove(flag) }
    }
}

/// Who made a span: a resource, and the name and version of an instrumentation scope. And whose work the span says it
/// is: spans that were made by one mostly say the same.
struct SpanSource: Hashable, Sendable {
    var resource: ResourceIndex
    var scope: Symbol
    var version: Symbol
    var said = Said()

    /// What a span says itself; what it does not say may follow from those above it.
    struct Said: Hashable, Sendable {
        var agent = AgentIndex.none
        var task = Symbol.empty
        var session = Symbol.empty
    }
}

/// What a span was counted as.
struct Counted: OptionSet, Hashable, Sendable {
    var rawValue: UInt16
    /// It is in the trace's figures of its agent.
    static let span = Counted(rawValue: 1)
    static let modelCall = Counted(rawValue: 2)
    static let modelCallFailed = Counted(rawValue: 4)
    static let tokens = Counted(rawValue: 8)
    static let toolCall = Counted(rawValue: 16)
    static let taskCompleted = Counted(rawValue: 32)
    static let taskFailed = Counted(rawValue: 64)
    /// Its duration, as an agent or iteration span.
    static let duration = Counted(rawValue: 256)
    /// How the tool call came out; neither where that is unknown, or it was called off.
    static let toolOK = Counted(rawValue: 512)
    static let toolFailed = Counted(rawValue: 1_024)
    /// A task that ended neither way.
    static let taskOther = Counted(rawValue: 2_048)

    static let task: Counted = [.taskCompleted, .taskFailed, .taskOther]
}

/// Stands for the head of spans that no agent's span is above of: the work of whoever is still to arrive.
let looseHead: Int32 = -1
