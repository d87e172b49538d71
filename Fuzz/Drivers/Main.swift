// `Fuzz DRIVER [options of libFuzzer] [folders of inputs]`: looks for inputs that break one part of the program.
// `make fuzz` builds it, gives it seeds and runs every driver; an artifact is run again by naming its file.

import CFuzzer
import Glibc

@main
struct Fuzz {
    static func main() {
        var arguments = CommandLine.arguments
        guard arguments.count > 1, let driver = Driver.all.first(where: { $0.name == arguments[1] }) else {
            Driver.all.forEach { print($0.name) }
            exit(arguments.count > 1 ? 64 : 0)
        }
        // To minimise an input libFuzzer runs itself again, by its first argument and through a shell.
        arguments[0] += " " + arguments.remove(at: 1)
        exit(driver.run(with: arguments))
    }
}

/// One part of the program, and what must hold whatever bytes it is given. What does not hold ends the process.
struct Driver {
    typealias Callback = @convention(c) (UnsafePointer<UInt8>?, Int) -> CInt

    var name: String
    var callback: Callback

    init(_ name: String, _ callback: @escaping Callback) {
        self.name = name
        self.callback = callback
    }

    func run(with arguments: [String]) -> CInt {
        // They live as long as the process.
        let words = UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>.allocate(capacity: arguments.count + 1)
        for (place, argument) in arguments.enumerated() { words[place] = strdup(argument) }
        words[arguments.count] = nil
        var count = CInt(arguments.count)
        var first: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>? = words
        return LLVMFuzzerRunDriver(&count, &first, callback)
    }
}

/// Hands an input on as an array.
func feed(_ data: UnsafePointer<UInt8>?, _ size: Int, _ check: ([UInt8]) -> Void) -> CInt {
    check(Array(UnsafeBufferPointer(start: data, count: size)))
    return 0
}
