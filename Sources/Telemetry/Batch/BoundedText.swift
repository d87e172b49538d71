/// A text cut to so many bytes; by default to what a name may take.
func bounded(_ text: String, to limit: Int = 1_024) -> String {
    text.utf8.count <= limit ? text : String(decoding: text.utf8.prefix(limit), as: UTF8.self)
}
