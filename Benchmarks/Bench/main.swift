// What this tree costs, measured in this run. Each subject has a file of its own; arguments name the wanted ones.

let subjects: [(name: String, rows: () throws -> [Row])] = [
    // First, while the process has no free memory that growth would be hidden in.
    ("memory", memoryRows),
    ("decode", decodeRows),
    ("ingest", ingestRows),
    ("post", postRows),
    ("frame", frameRows),
]
let wanted = CommandLine.arguments.dropFirst()
for name in wanted where !subjects.contains(where: { $0.name == name }) {
    fatalError("there is no benchmark \(name); there are \(subjects.map(\.name).joined(separator: ", "))")
}
print(table(try subjects.filter { wanted.isEmpty || wanted.contains($0.name) }.flatMap { try $0.rows() }))
