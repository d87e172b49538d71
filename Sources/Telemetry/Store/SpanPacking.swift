// A span's attributes, events and links to bytes and back. What repeats within the batch becomes a symbol, so that it
// is kept once; what does not is cheaper as it is.

/// How a packed value begins. What begins with a larger number is a symbol: that number less `firstSymbol`.
enum PackedTag: UInt8 {
    case absent, text, cutText, `false`, `true`, int, double, bytes, array, map

    static let firstSymbol: UInt64 = 10
}

/// What a packed span has beside its flags and attributes: most have none of it.
struct PackedParts: OptionSet {
    var rawValue: UInt8
    static let dropped = PackedParts(rawValue: 1)
    static let message = PackedParts(rawValue: 2)
    static let events = PackedParts(rawValue: 4)
    static let links = PackedParts(rawValue: 8)
}

extension BatchReader {
    /// Packs what only the detail shows.
    func pack(_ span: SpanRecord, into writer: inout PackedWriter, symbols: inout SymbolTable) {
        let (events, links) = (span.events.range.prefix(limits.events), span.links.range.prefix(limits.links))
        let (lostEvents, lostLinks) = (Int(span.events.count) - events.count, Int(span.links.count) - links.count)
        excess.events += lostEvents
        excess.links += lostLinks
        let dropped = (
            UInt64(span.droppedAttributes) + UInt64(excessAttributes(of: span.attributes)),
            UInt64(span.droppedEvents) + UInt64(lostEvents), UInt64(span.droppedLinks) + UInt64(lostLinks)
        )
        var parts: PackedParts = []
        if dropped != (0, 0, 0) { parts.insert(.dropped) }
        if !span.statusMessage.isEmpty { parts.insert(.message) }
        if !events.isEmpty { parts.insert(.events) }
        if !links.isEmpty { parts.insert(.links) }
        writer.write(UInt64(span.flags))
        writer.write(UInt64(parts.rawValue))
        if parts.contains(.dropped) {
            writer.write(dropped.0)
            writer.write(dropped.1)
            writer.write(dropped.2)
        }
        if parts.contains(.message) { pack(.string(span.statusMessage), into: &writer, symbols: &symbols) }
        pack(span.attributes, of: batch.attributes, into: &writer, symbols: &symbols)
        if parts.contains(.events) { packEvents(events, of: span, into: &writer, symbols: &symbols) }
        if parts.contains(.links) { packLinks(links, into: &writer, symbols: &symbols) }
    }

    private func packEvents(
        _ places: Range<Int>, of span: SpanRecord, into writer: inout PackedWriter, symbols: inout SymbolTable
    ) {
        writer.write(places.count)
        for place in places {
            let event = batch.events[place]
            writer.write(symbol(event.name, in: &symbols))
            writer.writeSigned(event.time.since(span.start))
            pack(event.attributes, of: batch.innerAttributes, into: &writer, symbols: &symbols)
        }
    }

    private func packLinks(
        _ places: Range<Int>, into writer: inout PackedWriter, symbols: inout SymbolTable
    ) {
        writer.write(places.count)
        for place in places {
            let link = batch.links[place]
            writer.writeFixed(link.traceID.high)
            writer.writeFixed(link.traceID.low)
            writer.writeFixed(link.spanID.rawValue)
            pack(link.attributes, of: batch.innerAttributes, into: &writer, symbols: &symbols)
        }
    }

    /// How many attributes of a record are left out.
    func excessAttributes(of attributes: Slice) -> Int { max(0, Int(attributes.count) - limits.attributes) }

    /// Packs a record's attributes, as many and as much of each as is kept.
    func pack(
        _ attributes: Slice, of array: [Attribute], into writer: inout PackedWriter, symbols: inout SymbolTable
    ) {
        let lost = excessAttributes(of: attributes)
        guard lost > 0 else { return pack(attributes.range, of: array, into: &writer, symbols: &symbols) }
        excess.attributes += lost
        pack(kept(attributes, of: array), of: array, into: &writer, symbols: &symbols)
    }

    @inline(__always)
    private func pack(
        _ places: some Collection<Int>, of array: [Attribute], into writer: inout PackedWriter,
        symbols: inout SymbolTable
    ) {
        writer.write(places.count)
        for place in places {
            let attribute = array[place]
            writer.write(symbol(attribute.key, in: &symbols))
            if case .string(let id) = attribute.value {
                packText(id, into: &writer, symbols: &symbols)
            } else {
                packCut(attribute.value, into: &writer, symbols: &symbols)
            }
        }
    }

    /// Packs a value; of a map or an array with more in it than a value may take, the beginning of its text.
    func packCut(_ value: AttributeValue, into writer: inout PackedWriter, symbols: inout SymbolTable) {
        guard value.isCollection, batch.isLong(value, limit: limits.attributeLength) else {
            return pack(value, into: &writer, symbols: &symbols)
        }
        excess.values += 1
        let text = batch.cutText(value, to: limits.attributeLength)
        writer.write(PackedTag.cutText)
        writer.write(text.fullLength)
        let bytes = Array(bounded(Array(text.text.utf8)[...], to: limits.attributeLength))
        writer.write(bytes.span)
    }

    func pack(
        _ value: AttributeValue, into writer: inout PackedWriter, symbols: inout SymbolTable
    ) {
        switch value {
        case .absent: writer.write(PackedTag.absent)
        case .string(let id): packText(id, into: &writer, symbols: &symbols)
        case .bool(let value): writer.write(value ? PackedTag.true : .false)
        case .int(let value):
            writer.write(PackedTag.int)
            writer.writeSigned(value)
        case .double(let value):
            writer.write(PackedTag.double)
            writer.writeFixed(value.bitPattern)
        case .bytes(let id):
            writer.write(PackedTag.bytes)
            writer.write(batch.strings.length(of: id))
            batch.strings.write(id, prefix: limits.attributeLength, to: &writer)
        case .array(let slice):
            writer.write(PackedTag.array)
            writer.write(Int(slice.count))
            for place in slice.range { pack(batch.values[place], into: &writer, symbols: &symbols) }
        case .map(let slice):
            writer.write(PackedTag.map)
            writer.write(Int(slice.count))
            for place in slice.range {
                writer.write(symbol(batch.entries[place].key, in: &symbols))
                pack(batch.entries[place].value, into: &writer, symbols: &symbols)
            }
        }
    }

    private func packText(_ id: StringID, into writer: inout PackedWriter, symbols: inout SymbolTable) {
        let length = batch.strings.length(of: id)
        if length > limits.attributeLength {
            excess.values += 1
            writer.write(PackedTag.cutText)
            writer.write(length)
            let bytes = Array(bounded(batch.strings.bytes(of: id), to: limits.attributeLength))
            writer.write(bytes.span)
        } else if length <= 512, batch.strings.uses(of: id) > 1 {
            writer.write(UInt64(symbol(id, in: &symbols).index) + PackedTag.firstSymbol)
        } else {
            writer.write(PackedTag.text)
            batch.strings.write(id, to: &writer)
        }
    }
}

extension PackedWriter {
    /// A span of which nothing is kept.
    mutating func writeEmptySpan() {
        write(0 as UInt64)
        write(UInt64(PackedParts().rawValue))
        write(0)
    }

    fileprivate mutating func write(_ tag: PackedTag) { write(UInt64(tag.rawValue)) }
}

/// What a packed span holds, read back.
struct UnpackedSpan {
    var flags: UInt32
    var droppedAttributes: Int
    var droppedEvents: Int
    var droppedLinks: Int
    var statusMessage: UnpackedValue
    var attributes: [UnpackedAttribute]
    var events: [(name: Symbol, offset: Int64, attributes: [UnpackedAttribute])]
    var links: [(trace: TraceID, span: SpanID, attributes: [UnpackedAttribute])]

    init(_ bytes: ArraySlice<UInt8>) {
        var reader = PackedReader(bytes)
        flags = UInt32(truncatingIfNeeded: reader.unsigned())
        let parts = PackedParts(rawValue: reader.byte())
        let dropped = parts.contains(.dropped) ? (reader.int(), reader.int(), reader.int()) : (0, 0, 0)
        (droppedAttributes, droppedEvents, droppedLinks) = dropped
        statusMessage = parts.contains(.message) ? reader.value() : .absent
        attributes = reader.attributes()
        events = []
        for _ in 0..<(parts.contains(.events) ? reader.int() : 0) {
            events.append((reader.symbol(), reader.signed(), reader.attributes()))
        }
        links = []
        for _ in 0..<(parts.contains(.links) ? reader.int() : 0) {
            let trace = TraceID(high: reader.fixed(), low: reader.fixed())
            links.append((trace, SpanID(reader.fixed()), reader.attributes()))
        }
    }
}

/// How a packed value begins.
enum PackedBeginning {
    case symbol(Symbol)
    case tag(PackedTag)
}

/// A packed attribute, read back.
struct UnpackedAttribute {
    var key: Symbol
    var value: UnpackedValue
}

/// A packed value, read back.
enum UnpackedValue {
    case absent
    case symbol(Symbol)
    case text(String, fullLength: Int?)
    case bool(Bool)
    case int(Int64)
    case double(Double)
    /// The first of them, and how many there were.
    case bytes(prefix: [UInt8], count: Int)
    case array([UnpackedValue])
    case map([UnpackedAttribute])
}

/// Visits every symbol of a packed span, as often as it was written, without making values of the rest; gives the
/// number of its bytes.
func forEachSymbol(ofPackedSpan bytes: ArraySlice<UInt8>, _ body: (Symbol) -> Void) -> Int {
    var reader = PackedReader(bytes)
    let parts = reader.spanHead(body)
    reader.visitAttributes(body)
    for _ in 0..<(parts.contains(.events) ? reader.int() : 0) {
        body(reader.symbol())
        _ = reader.unsigned()
        reader.visitAttributes(body)
    }
    for _ in 0..<(parts.contains(.links) ? reader.int() : 0) {
        for _ in 0..<3 { _ = reader.fixed() }
        reader.visitAttributes(body)
    }
    return reader.position - bytes.startIndex
}

/// When the first events of a packed span happened, in nanoseconds from its start.
func firstEventOffsets(ofPackedSpan bytes: ArraySlice<UInt8>, limit: Int) -> [Int64] {
    var reader = PackedReader(bytes)
    guard reader.spanHead().contains(.events) else { return [] }
    reader.visitAttributes { _ in }
    var offsets: [Int64] = []
    for _ in 0..<min(limit, reader.int()) {
        _ = reader.symbol()
        offsets.append(reader.signed())
        reader.visitAttributes { _ in }
    }
    return offsets
}

extension PackedReader {
    /// Goes to the attributes of a packed span.
    mutating func spanHead(_ body: (Symbol) -> Void = { _ in }) -> PackedParts {
        _ = unsigned()
        let parts = PackedParts(rawValue: byte())
        if parts.contains(.dropped) { for _ in 0..<3 { _ = unsigned() } }
        if parts.contains(.message) { visitValue(body) }
        return parts
    }

    /// How the next value begins; of a symbol that is all.
    mutating func beginning() -> PackedBeginning {
        let first = unsigned()
        if first < PackedTag.firstSymbol { return .tag(PackedTag(rawValue: UInt8(first)) ?? .absent) }
        return .symbol(Symbol(index: UInt32(truncatingIfNeeded: first - PackedTag.firstSymbol)))
    }

    mutating func attributes() -> [UnpackedAttribute] {
        (0..<int()).map { _ in UnpackedAttribute(key: symbol(), value: value()) }
    }

    mutating func value() -> UnpackedValue {
        switch beginning() {
        case .symbol(let symbol): .symbol(symbol)
        case .tag(let tag): value(tag)
        }
    }

    private mutating func value(_ tag: PackedTag) -> UnpackedValue {
        switch tag {
        case .absent: .absent
        case .text: .text(String(decoding: raw(), as: UTF8.self), fullLength: nil)
        case .cutText: cutText()
        case .false: .bool(false)
        case .true: .bool(true)
        case .int: .int(signed())
        case .double: .double(Double(bitPattern: fixed()))
        case .bytes: someBytes()
        case .array: .array((0..<int()).map { _ in value() })
        case .map: .map(attributes())
        }
    }

    mutating func visitAttributes(_ body: (Symbol) -> Void) {
        for _ in 0..<int() {
            body(symbol())
            visitValue(body)
        }
    }

    mutating func visitValue(_ body: (Symbol) -> Void) {
        switch beginning() {
        case .symbol(let symbol): body(symbol)
        case .tag(let tag): visitValue(tag, body)
        }
    }

    private mutating func visitValue(_ tag: PackedTag, _ body: (Symbol) -> Void) {
        switch tag {
        case .absent, .false, .true: break
        case .text: _ = raw()
        case .cutText, .bytes:
            _ = int()
            _ = raw()
        case .int: _ = unsigned()
        case .double: _ = fixed()
        case .array: for _ in 0..<int() { visitValue(body) }
        case .map: visitAttributes(body)
        }
    }

    private mutating func cutText() -> UnpackedValue {
        let length = int()
        return .text(String(decoding: raw(), as: UTF8.self), fullLength: length)
    }

    private mutating func someBytes() -> UnpackedValue {
        let count = int()
        return .bytes(prefix: Array(raw().prefix(32)), count: count)
    }
}
