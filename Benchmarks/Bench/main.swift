// What this tree costs, measured in this run. Arguments name the wanted subjects; without any, it is all of them.
// `load PORT RATE SECONDS` measures nothing: it sends so many spans a second to a receiver.

import Glibc

let arguments = Array(CommandLine.arguments.dropFirst())
if arguments.first == "load" {
    let numbers = arguments.dropFirst().compactMap { Int($0) }
    guard numbers.count == 3 else { refuse("usage: Bench load PORT RATE SECONDS") }
    load(port: numbers[0], rate: numbers[1], seconds: numbers[2])
    exit(0)
}

let wanted = arguments.map { name in
    guard let subject = Subject(rawValue: name) else {
        let known = Subject.allCases.map(\.rawValue).joined(separator: ", ")
        refuse("there is no benchmark \"\(name)\": give some of \(known)")
    }
    return subject
}
print(table(try Subject.allCases.filter { wanted.isEmpty || wanted.contains($0) }.flatMap { try $0.rows() }))

/// Ends the program over its arguments, with a sentence (sysexits.h, EX_USAGE).
func refuse(_ sentence: String) -> Never {
    let line = Array("Bench: \(sentence)\n".utf8)
    write(STDERR_FILENO, line, line.count)
    exit(64)
}
