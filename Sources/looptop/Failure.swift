import ArgumentParser

/// Why the program ends early: a sentence for stderr, and the exit status.
struct Failure: Error, Hashable {
    var sentence: String
    var status: Int32

    init(_ sentence: String, status: Int32 = 1) {
        self.sentence = sentence
        self.status = status
    }

    /// The command line, the environment or a file named there is wrong (EX_USAGE of sysexits.h).
    static func usage(_ sentence: String) -> Failure { Failure(sentence, status: 64) }

    /// What protects the receiver, a token or certificates, can't be used.
    static func access(_ sentence: String) -> Failure { Failure(sentence, status: 2) }
}

/// Runs a command's work; what fails is told on stderr in one line.
func orFail(_ work: () throws -> Void) throws {
    do {
        try work()
    } catch let failure as Failure {
        complain(failure.sentence)
        throw ExitCode(failure.status)
    } catch let error as SettingError {
        complain(error.description)
        throw ExitCode(64)
    }
}
