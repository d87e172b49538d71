/// Who sends: a service, and which of its instances if it says so.
package struct EmitterName: Hashable, Sendable {
    package var service: String
    package var instance: String

    package init(service: String, instance: String = "") {
        self.service = service
        self.instance = instance
    }

    /// Nobody in particular: what concerns all, or came from someone who could not be read.
    package static let unknown = EmitterName(service: "")

    /// Empty for nobody in particular.
    package var text: String { instance.isEmpty ? service : "\(service)/\(instance)" }
}

extension Batch {
    /// Who sent each resource.
    var emitterNames: [EmitterName] {
        let service = strings.find("service.name")
        let instance = strings.find("service.instance.id")
        return resources.map { resource in
            var name = EmitterName(service: "")
            for place in resource.attributes.range {
                if attributes[place].key == service { name.service = shortText(attributes[place].value) }
                if attributes[place].key == instance { name.instance = shortText(attributes[place].value) }
            }
            if name.service.isEmpty { name.service = unnamedService }
            return name
        }
    }

    private func shortText(_ value: AttributeValue) -> String {
        bounded(string(value) ?? "")
    }
}

extension StringTable {
    fileprivate func find(_ text: StaticString) -> StringID? {
        let bytes = Array("\(text)".utf8)
        return find(bytes.span)
    }
}
