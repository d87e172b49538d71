extension Store {
    /// What is wrong with the data that came in.
    package func diagnosis() -> Diagnosis { Diagnosis() }
}
