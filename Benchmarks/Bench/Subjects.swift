/// What can be measured, by the name that picks it. Memory comes first, while the process has no free memory that
/// growth would be hidden in.
enum Subject: String, CaseIterable {
    case memory, decode, ingest, post, growth, frame

    func rows() throws -> [Row] {
        switch self {
        case .memory: try memoryRows()
        case .decode: try decodeRows()
        case .ingest: try ingestRows()
        case .post: try postRows()
        case .growth: growthRows()
        case .frame: try frameRows()
        }
    }
}
