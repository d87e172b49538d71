import Glibc

/// Why there is no full screen. Nothing was written to the terminal.
package enum TerminalError: Error, Hashable, CustomStringConvertible {
    /// Standard input or output is not a terminal.
    case notATerminal
    /// TERM is not set.
    case noTerm
    /// TERM names no entry of the terminfo database.
    case unknownTerm(String)
    /// TERM names a terminal that can't place its cursor, as `dumb` does.
    case noFullScreen(String)
    /// The terminal could not be opened.
    case notOpened(String)
    /// The system gave no pipe: its error number.
    case noPipe(Int32)

    package var description: String {
        switch self {
        case .notATerminal: "Standard input and output have to be a terminal for the dashboard."
        case .noTerm: "The variable TERM is not set, so the kind of terminal is not known."
        case .unknownTerm(let name): "The terminal \"\(printable(name))\" (TERM) is not in the terminfo database."
        case .noFullScreen(let name):
            "The terminal \"\(printable(name))\" (TERM) can't show a full screen: it has no way to place the cursor."
        case .notOpened(let name): "The terminal \"\(printable(name))\" (TERM) could not be opened."
        case .noPipe(let number): "The system gave no pipe: \(String(cString: strerror(number)))."
        }
    }
}

/// A name from the environment in at most 64 plain characters.
private func printable(_ name: String) -> String {
    String(String.UnicodeScalarView(name.unicodeScalars.prefix(64).map { (" "..."~").contains($0) ? $0 : "?" }))
}
