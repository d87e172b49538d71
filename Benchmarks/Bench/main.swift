// What this tree costs, measured in this run. Arguments name the wanted subjects; without any, it is all of them.

let wanted = CommandLine.arguments.dropFirst().map { name in
    guard let subject = Subject(rawValue: name) else {
        fatalError("there is no benchmark \(name), but \(Subject.allCases.map(\.rawValue).joined(separator: ", "))")
    }
    return subject
}
print(table(try Subject.allCases.filter { wanted.isEmpty || wanted.contains($0) }.flatMap { try $0.rows() }))
