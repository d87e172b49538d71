package import Screen
package import Telemetry

/// What the dashboard starts with.
package struct DashboardSettings: Hashable, Sendable {
    /// The screen's size in cells.
    package var size: Size
    /// Limits everything to one agent, by id or name; nil for all.
    package var agent: String?
    /// Limits traces and log records to those with an attribute; nil for all.
    package var filter: AttributeFilter?
    /// Length of the window in seconds, 1 to 3,600.
    package var windowSeconds: Int
    package var glyphs: Glyphs
    /// Name of the theme in use.
    package var themeName: String
    /// Where the receiver listens, `host:port`, with `https://` where it speaks TLS; the one to recommend first.
    package var addresses: [String]
    /// The port that it has for gRPC besides; nil for none.
    package var grpcPort: Int?
    /// What to warn of as long as it runs, in a few words: who can send and read, for instance.
    package var exposure: String?
    /// Warnings from the start, a sentence each.
    package var notices: [String]

    package init(
        size: Size, agent: String? = nil, filter: AttributeFilter? = nil, windowSeconds: Int = 300,
        glyphs: Glyphs = .unicode,
        themeName: String = Theme.builtIn.name, addresses: [String] = [], grpcPort: Int? = nil,
        exposure: String? = nil, notices: [String] = []
    ) {
        self.size = size
        self.agent = agent
        self.filter = filter
        self.windowSeconds = windowSeconds
        self.glyphs = glyphs
        self.themeName = themeName
        self.addresses = addresses
        self.grpcPort = grpcPort
        self.exposure = exposure
        self.notices = notices
    }
}
