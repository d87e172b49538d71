/// What is wrong with the incoming data.
package struct Diagnosis: Hashable, Sendable {
    package init() {}
}
