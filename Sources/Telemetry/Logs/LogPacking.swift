// A record's body and attributes to bytes and back, as those of spans are packed.

extension BatchReader {
    /// The body, then the attributes.
    func packed(_ record: LogRecord, symbols: inout SymbolTable) -> [UInt8] {
        var writer = PackedWriter()
        packCut(record.body, into: &writer, symbols: &symbols)
        pack(record.attributes, of: batch.attributes, into: &writer, symbols: &symbols)
        return writer.bytes
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
