/// The characters that graphs, bars and trees are drawn with. Every set has the same widths, so the layout is the same.
package enum Glyphs: Hashable, Sendable {
    /// Blocks, box lines and arrows of Unicode.
    case unicode
    /// Bytes 0x20 to 0x7e only.
    case ascii
}
