extension Store {
    /// The log records that are asked for.
    package func logs(_ request: LogsRequest) -> LogsFigures { LogsFigures() }
}
