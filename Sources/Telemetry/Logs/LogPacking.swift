// A record's body and attributes to bytes and back, as those of spans are packed.

extension BatchReader {
    /// The body, then the attributes.
    mutating func packed(_ record: LogRecord, symbols: inout SymbolTable) -> [UInt8] {
        var writer = PackedWriter()
        if batch.isLong(record.body) {
            writer.writeCut(batch.plainText(record.body))
        } else {
            pack(record.body, into: &writer, symbols: &symbols)
        }
        pack(record.attributes, of: batch.attributes, into: &writer, symbols: &symbols)
        return Array(writer.bytes)
    }
}

extension PackedWriter {
    /// The beginning of a text that is too long to be kept whole, and its length.
    fileprivate mutating func writeCut(_ text: String) {
        bytes.append(PackedTag.cutText.rawValue)
        write(text.utf8.count)
        write(Array(bounded(text, to: attributeByteLimit).utf8)[...])
    }
}

extension Batch {
    /// Is it a map or an array with more in it than a value may take? Then it is kept as the beginning of its text.
    fileprivate func isLong(_ value: AttributeValue) -> Bool {
        switch value {
        case .map, .array: size(value, upTo: attributeByteLimit) > attributeByteLimit
        case .absent, .string, .bool, .int, .double, .bytes: false
        }
    }

    /// About how many bytes a value takes; counting ends beyond the limit.
    private func size(_ value: AttributeValue, upTo limit: Int) -> Int {
        var size = 8
        switch value {
        case .string(let id), .bytes(let id): size += strings.length(of: id)
        case .array(let slice):
            for place in slice.range where size <= limit { size += self.size(values[place], upTo: limit - size) }
        case .map(let slice):
            for place in slice.range where size <= limit {
                size += strings.length(of: entries[place].key) + self.size(entries[place].value, upTo: limit - size)
            }
        case .absent, .bool, .int, .double: break
        }
        return size
    }
}

/// What a packed record holds, read back.
struct UnpackedLog {
    var body: UnpackedValue
    var attributes: [UnpackedAttribute]

    init(_ bytes: ArraySlice<UInt8>) {
        var reader = PackedReader(bytes)
        body = reader.value()
        attributes = reader.attributes()
    }
}

/// Visits every symbol of a packed record, as often as it was written.
func forEachSymbol(ofPackedLog bytes: ArraySlice<UInt8>, _ body: (Symbol) -> Void) {
    var reader = PackedReader(bytes)
    reader.visitValue(body)
    reader.visitAttributes(body)
}
