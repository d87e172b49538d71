/// Who may send and read.
package struct AccessRules: Hashable, Sendable {
    /// What every request has to show, on every port and path; nil for nothing.
    package var token: AccessToken?
    /// The web pages that may send and read. Programs that are no browser need no permission.
    package var origins = AllowedOrigins()

    package init() {}
}
