/// A JSON value whose objects keep their fields in order.
enum JSONValue: Hashable {
    case null
    case integer(Int64)
    case number(Double)
    case string(String)
    case array([JSONValue])
    case object([JSONField])
}

/// A name and its value in an object.
struct JSONField: Hashable {
    var name: String
    var value: JSONValue
}

extension JSONValue: ExpressibleByDictionaryLiteral {
    init(dictionaryLiteral fields: (String, JSONValue)...) {
        self = .object(fields.map { JSONField(name: $0, value: $1) })
    }
}

// Unknown is null.
extension JSONValue {
    init(_ value: Int) { self = .integer(Int64(value)) }
    init(_ value: Int64?) { self = value.map(JSONValue.integer) ?? .null }
    init(_ value: Double?) { self = value.map(JSONValue.number) ?? .null }
    init(_ value: String?) { self = value.map(JSONValue.string) ?? .null }
    init(_ values: [String]) { self = .array(values.map(JSONValue.string)) }
}
