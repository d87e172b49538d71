/// Stands for the service that a resource does not name, in spans and metrics alike.
let unnamedService = "unknown_service"

/// Reads a batch into the store's own terms: concepts, roles, symbols. What is the same for many spans of a batch
/// (a key, a name, a value that repeats) is worked out once.
///
/// A class: it is handed to all that reads a span, and a struct of its size would be copied to look at a part of it.
final class BatchReader {
    let batch: Batch
    let limits: RecordLimits
    /// What was left out of its records.
    var excess = Excess()

    /// Concept and rank of each string used as a key; `unresolved` before it was looked up, `noConcept` without one.
    private var keyCodes: [UInt16]
    /// What names say, and where that stands for each string; -1 before it was worked out.
    private var nameFacts: [NameFacts] = []
    private var nameFactsPlaces: [Int32]
    private var eventMeanings: [StringID: EventMeaning] = [:]
    /// Symbols of strings, by their place; zero before the first use. And the trace that they were used for last.
    private var symbols: [(symbol: Symbol, user: UInt32)]
    /// Names of strings, likewise; `none` before the first use.
    private var names: [Name]
    /// Agents by the places of the texts that name them.
    private var agents: [UInt64: AgentIndex] = [:]
    /// Agents in texts of metadata; empty for none.
    private var graphAgents: [StringID: String] = [:]
    /// What each role rule makes of each string; a rule's is empty before its first use.
    private var roles = [[RuleVerdict]](repeating: [], count: RoleRules.attributes.count)
    /// Tools that hand the conversation over, likewise.
    private var handOffs: [Bool?] = []
    private var lastAgent: (key: UInt64, agent: AgentIndex) = (.max, .none)
    private var resources: [ResourceIndex?]
    private var sources: [SpanSource?]
    private var dialects: [Dialect?]
    /// May spans of a scope be parts of streams? Nil before that was looked at.
    private var streams: [Bool?]
    /// Agents that were noted where they are.
    private var noted: Set<UInt64> = []
    private var lastNoted = UInt64.max
    /// The keys that say for whom agents work.
    let people: PeopleKeys
    /// Does anything in the batch say what sort of span it is?
    private let hasSorts: Bool

    /// Where the concepts lie in the record that is read.
    private var concepts = ConceptPlaces()
    /// The first attribute of the record that is read.
    private var first = 0
    /// The scope of the span that is read.
    private var scope: UInt32 = 0
    /// The text `gemini-cli`, where it is in the batch.
    private let geminiCLI: StringID?

    private static let unresolved: UInt16 = 0
    private static let noConcept: UInt16 = 1
    /// The rank of the strongest key among a map's entries; no concept has as many keys.
    private static let entryRank: UInt8 = 100

    @inline(__always)
    func span(_ record: Int) -> SpanRecord { batch.spans[record] }

    init(_ batch: Batch, limits: RecordLimits) {
        self.batch = batch
        self.limits = limits
        people = PeopleKeys(batch.strings)
        geminiCLI = batch.strings.find(Array("gemini-cli".utf8).span)
        let sortKeys = Concept.logfireSpanType.keys
        hasSorts = sortKeys.contains { batch.strings.find(Array($0.utf8).span) != nil }
        nameFactsPlaces = [Int32](repeating: -1, count: batch.strings.count)
        keyCodes = [UInt16](repeating: Self.unresolved, count: batch.strings.count)
        symbols = .init(repeating: (.empty, 0), count: batch.strings.count)
        names = [Name](repeating: .none, count: batch.strings.count)
        resources = [ResourceIndex?](repeating: nil, count: batch.resources.count)
        dialects = [Dialect?](repeating: nil, count: batch.scopes.count)
        streams = [Bool?](repeating: nil, count: batch.scopes.count)
        sources = [SpanSource?](repeating: nil, count: batch.scopes.count)
    }

    // MARK: Concepts

    /// Finds the concepts of a span.
    func look(at span: SpanRecord) {
        scope = span.scope
        look(at: span.attributes)
    }

    /// Was the span that is read made by one of OpenInference's instrumentations, and not by hand?
    var isOfOpenInference: Bool { batch.text(batch.scopes[Int(scope)].name).hasPrefix("openinference.") }

    /// Finds the concepts among some attributes, and behind them among the entries of a map; what an earlier call found
    /// is forgotten.
    func look(at attributes: Slice, thenEntries entries: Slice = .empty) {
        first = Int(attributes.start)
        let isFilled = !attributes.isEmpty && entries.isEmpty && batch.isFilled(attributes)
        guard !isFilled || !concepts.recall(attributes, of: batch) else { return }
        concepts.begin()
        for place in attributes.range { note(batch.attributes[place], at: place, behind: 0) }
        for place in entries.range {
            note(batch.entries[place], at: batch.attributes.count + place, behind: Self.entryRank)
        }
        if isFilled { concepts.remember(attributes) }
    }

    private func note(_ attribute: Attribute, at place: Int, behind rank: UInt8) {
        let code = keyCode(of: attribute.key)
        guard code != Self.noConcept, !attribute.value.isBlank else { return }
        guard let concept = Concept(rawValue: Int(code >> 8) - 1) else { return }
        concepts.note(concept, at: place - first, rank: UInt8(code & 0xff) + rank)
    }

    @inline(__always)
    private func keyCode(of key: StringID) -> UInt16 {
        let known = keyCodes[Int(key.index)]
        return known != Self.unresolved ? known : resolvedKeyCode(of: key)
    }

    private func resolvedKeyCode(of key: StringID) -> UInt16 {
        let entry = ConceptTable.byKey[batch.text(key)]
        let code = entry.map { UInt16($0.concept.rawValue + 1) << 8 | UInt16($0.rank) } ?? Self.noConcept
        keyCodes[Int(key.index)] = code
        return code
    }

    /// Does a key carry a concept?
    func hasConcept(_ key: StringID) -> Bool { keyCode(of: key) != Self.noConcept }

    /// The concepts in the record that is read.
    @inline(__always)
    var present: ConceptSet { concepts.present }

    @inline(__always)
    func has(_ concept: Concept) -> Bool { present.contains(concept) }

    /// Is the concept said by one of its strongest keys?
    func has(_ concept: Concept, withinFirst count: UInt8) -> Bool {
        has(concept) && concepts.rank(concept) % Self.entryRank < count
    }

    /// The rank of the key that says a concept; one that no key has where it was not found.
    func rank(_ concept: Concept) -> UInt8 { has(concept) ? concepts.rank(concept) % Self.entryRank : .max }

    /// What a span is: one that ended, a marker of one that began, or a log in a span's clothes.
    func sort(of span: SpanRecord) -> SpanSort {
        guard hasSorts else { return .ended }
        for place in span.attributes.range {
            let code = keyCode(of: batch.attributes[place].key)
            guard code != Self.noConcept, Int(code >> 8) - 1 == Concept.logfireSpanType.rawValue else { continue }
            return switch batch.string(batch.attributes[place].value) {
            case "pending_span": .pending
            case "log": .log
            default: .ended
            }
        }
        return .ended
    }

    /// Does a log in a span's clothes say what a model call used? Logfire sends one when a stream is over.
    func tellsOfTokens(_ span: SpanRecord) -> Bool {
        look(at: span)
        guard has(.inputTokens, withinFirst: 1) || has(.outputTokens, withinFirst: 1) else { return false }
        return string(.operationName).flatMap { RoleRules.operations[$0.lowercased()] } == .llm
    }

    /// The place of the attribute that carries a concept; entries of a map stand behind all attributes.
    @inline(__always)
    func found(_ concept: Concept) -> Int? {
        present.contains(concept) ? concepts.place(concept) + first : nil
    }

    /// Is it Gemini CLI that the span names as its agent?
    var isOfGeminiCLI: Bool {
        guard has(.agentName) else { return false }
        if case .string(let id)? = value(.agentName) { return id == geminiCLI }
        return string(.agentName) == "gemini-cli"
    }

    @inline(__always)
    func value(_ concept: Concept) -> AttributeValue? {
        guard let place = found(concept) else { return nil }
        return value(at: place)
    }

    private func value(at place: Int) -> AttributeValue {
        let entry = place - batch.attributes.count
        return entry < 0 ? batch.attributes[place].value : batch.entries[entry].value
    }

    // Closures, not `batch.int` by name: that would take hold of all that is in the batch.
    func int(_ concept: Concept) -> Int64? { value(concept).flatMap { batch.int($0) } }
    func double(_ concept: Concept) -> Double? { value(concept).flatMap { batch.double($0) } }
    func bool(_ concept: Concept) -> Bool? { value(concept).flatMap { batch.bool($0) } }
    func string(_ concept: Concept) -> String? { value(concept).flatMap { batch.string($0) } }

    // MARK: What repeats

    func facts(ofName name: StringID) -> NameFacts {
        let known = Int(nameFactsPlaces[Int(name.index)])
        if known >= 0 { return nameFacts[known] }
        nameFactsPlaces[Int(name.index)] = Int32(nameFacts.count)
        nameFacts.append(NameFacts(batch.text(name)))
        return nameFacts[nameFacts.count - 1]
    }

    func meaning(ofEvent name: StringID) -> EventMeaning {
        if let known = eventMeanings[name] { return known }
        let meaning = EventMeaning(batch.text(name))
        eventMeanings[name] = meaning
        return meaning
    }

    /// The symbol of a string, with one more use; long texts are cut to what a name may take.
    @inline(__always)
    func symbol(_ id: StringID, in table: inout SymbolTable) -> Symbol {
        let known = symbols[Int(id.index)]
        // A trace uses a text once.
        return known.user == table.user && table.user > 0 ? known.symbol : usedSymbol(id, in: &table)
    }

    private func usedSymbol(_ id: StringID, in table: inout SymbolTable) -> Symbol {
        if id.isEmpty { return .empty }
        let known = symbols[Int(id.index)].symbol
        if known.isEmpty {
            symbols[Int(id.index)] = (table.retain(bounded(batch.text(id))), table.user)
        } else {
            table.retain(known)
            symbols[Int(id.index)].user = table.user
        }
        return symbols[Int(id.index)].symbol
    }

    /// The symbol of a concept's text, with one more use.
    func symbol(_ concept: Concept, in table: inout SymbolTable) -> Symbol {
        guard let value = value(concept) else { return .empty }
        if case .string(let id) = value { return symbol(id, in: &table) }
        return batch.string(value).map { table.retain($0) } ?? .empty
    }

    /// The name of a concept's text, for figures.
    func name(_ concept: Concept, in table: inout NameTable) -> Name {
        guard let value = value(concept) else { return .none }
        guard case .string(let id) = value else { return batch.string(value).map { table.name($0) } ?? .none }
        return name(id, in: &table)
    }

    /// The name of a text, for figures.
    func name(_ id: StringID, in table: inout NameTable) -> Name {
        let known = names[Int(id.index)]
        if known != .none { return known }
        let name = table.name(bounded(batch.text(id).unquoted))
        names[Int(id.index)] = name
        return name
    }

    /// The role that a rule gives the span that is read; nil when the rule does not decide.
    func role(byRule rule: Int) -> Role? {
        guard let value = value(RoleRules.attributes[rule].concept) else { return nil }
        guard case .string(let id) = value else {
            return batch.string(value).flatMap { RoleRules.role($0, byRule: rule) }
        }
        if roles[rule].isEmpty { roles[rule] = .init(repeating: .unknown, count: batch.strings.count) }
        if case .role(let known) = roles[rule][Int(id.index)] { return known }
        let role = RoleRules.role(batch.text(id), byRule: rule)
        roles[rule][Int(id.index)] = .role(role)
        return role
    }

    /// Does the tool that is named hand the conversation over?
    func isHandOff(_ name: NameFacts) -> Bool {
        guard case .string(let id)? = value(.toolName) ?? value(.entityName) else {
            let tool = string(.toolName) ?? string(.entityName) ?? name.tool
            return RoleRules.isHandOff(tool.isEmpty ? name.text : tool)
        }
        if handOffs.isEmpty { handOffs = .init(repeating: nil, count: batch.strings.count) }
        if let known = handOffs[Int(id.index)] { return known }
        let isHandOff = RoleRules.isHandOff(batch.text(id))
        handOffs[Int(id.index)] = isHandOff
        return isHandOff
    }

    /// The agent that was found by the texts of a key before.
    func agent(of key: UInt64) -> AgentIndex? {
        if lastAgent.key == key { return lastAgent.agent }
        guard let known = agents[key] else { return nil }
        lastAgent = (key, known)
        return known
    }

    func remember(_ agent: AgentIndex, of key: UInt64) {
        agents[key] = agent
        lastAgent = (key, agent)
    }

    // MARK: Who

    /// Notes where an agent was seen, once a batch.
    func note(_ agent: AgentIndex, at resource: ResourceIndex, ledger: inout Ledger) {
        let key = UInt64(agent.index) << 32 | UInt64(resource.index)
        guard key != lastNoted else { return }
        lastNoted = key
        guard noted.insert(key).inserted else { return }
        let entry = ledger.resources[resource]
        ledger.agents.note(agent, service: entry.service, version: entry.version, environment: entry.environment)
    }

    /// The resource of a scope, in the ledger's table. What was looked at before is forgotten.
    func resource(ofScope scope: UInt32, ledger: inout Ledger) -> ResourceIndex {
        let place = Int(batch.scopes[Int(scope)].resource)
        if let known = resources[place] { return known }
        let entry = entry(ofResource: place, ledger: &ledger)
        let index = ledger.resources.index(of: entry)
        resources[place] = index
        return index
    }

    /// Who made the spans of a scope. What was looked at before is forgotten.
    func source(ofScope scope: UInt32, ledger: inout Ledger) -> SpanSource {
        if let known = sources[Int(scope)] { return known }
        let record = batch.scopes[Int(scope)]
        let source = SpanSource(
            resource: resource(ofScope: scope, ledger: &ledger), scope: symbol(record.name, in: &ledger.symbols),
            version: symbol(record.version, in: &ledger.symbols))
        sources[Int(scope)] = source
        return source
    }

    /// Forgets the batch's resources that none of its spans was kept for.
    func discardUnusedResources(in table: inout ResourceTable) {
        for case let index? in resources { table.discardIfUnused(index) }
    }

    /// What holds for all spans of a scope.
    func dialect(ofScope scope: UInt32, _ ledger: borrowing Ledger) -> Dialect {
        if let known = dialects[Int(scope)] { return known }
        let place = Int(batch.scopes[Int(scope)].resource)
        let service = resources[place].map { ledger.resources[$0].service } ?? ""
        let dialect = Dialect.of(scope: batch.text(batch.scopes[Int(scope)].name), service: service)
        dialects[Int(scope)] = dialect
        return dialect
    }

    /// The agent that LangChain's metadata name; looked for once in a text.
    func agentOfGraph(_ metadata: AttributeValue) -> String? {
        guard case .string(let id) = metadata else { return nil }
        if let known = graphAgents[id] { return known.isEmpty ? nil : known }
        graphAgents[id] = word(behind: "lc_agent_name", inJSON: batch.text(id)) ?? ""
        return agentOfGraph(metadata)
    }

    /// A hash of a scope's name.
    func hash(ofScope scope: UInt32) -> Int { batch.strings.hash(of: batch.scopes[Int(scope)].name) }

    /// May a span of a scope be a part of a stream?
    func hasStreamParts(inScope scope: UInt32, ledger: inout Ledger) -> Bool {
        if let known = streams[Int(scope)] { return known }
        _ = resource(ofScope: scope, ledger: &ledger)
        let hasParts = !dialect(ofScope: scope, ledger).streamParts.isEmpty
        streams[Int(scope)] = hasParts
        return hasParts
    }

    private func entry(ofResource place: Int, ledger: inout Ledger) -> ResourceEntry {
        let attributes = batch.resources[place].attributes
        look(at: attributes)
        var entry = ResourceEntry()
        entry.service = bounded(string(.serviceName) ?? unnamedService)
        entry.emitter = ledger.emitters.index(
            ofService: entry.service, instance: bounded(string(.serviceInstance) ?? ""))
        entry.version = bounded(string(.serviceVersion) ?? "")
        entry.environment = bounded(string(.environment) ?? "")
        entry.agent = ownAgent(.other, NameFacts(""), in: &ledger.agents)
        if entry.agent.isNone { entry.agent = ledger.agents.agent(id: entry.service, name: "") }
        entry.session = bounded(string(.sessionID) ?? "")
        entry.attributes = attributes.range.prefix(128).map { place in
            let attribute = batch.attributes[place]
            return AttributeText(
                key: bounded(batch.text(attribute.key)),
                value: bounded(batch.cutText(attribute.value, to: 4_096).text, to: 4_096))
        }
        return entry
    }
}

/// What a span record is.
enum SpanSort: Sendable {
    case ended
    /// A marker of a span that began.
    case pending
    /// A log in a span's clothes.
    case log
}

/// What a rule made of a string.
private enum RuleVerdict {
    case unknown
    case role(Role?)
}
