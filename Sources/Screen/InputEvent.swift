/// What the user's terminal sends.
package enum InputEvent: Hashable, Sendable {
    case key(Key)
    /// Pasted text, newlines included, as one piece.
    case paste(String)
    case resize(Size)
}

/// A key press.
package enum Key: Hashable, Sendable {
    /// A printing character, space included.
    case character(Character)
    /// A letter with Ctrl, lower case.
    case control(Character)
    case up, down, left, right
    case pageUp, pageDown, home, end
    case enter, escape, tab, backTab, backspace, delete, insert
    /// F1 is 1.
    case function(Int)
}
