import Dashboard
import OTLPReceiver
import Screen
import Telemetry
import Terminal

/// The dashboard: receives, draws, and ends when the user or a signal says so, with the terminal as it was.
func runDashboard(_ configuration: Configuration, environment: [String: String]) throws {
    let themes = ThemeFiles(
        chosen: configuration.themesDirectory, environment: environment, binary: ThemeFiles.binaryPath)
    let chosen = try themes.choose(configuration.theme)
    let wake = try makeWakePipe()
    let signals = SignalWatch.install(wake: wake)
    let store = SharedStore(limits: Store.Limits(configuration), startedAt: currentTime()) { wake.wake() }
    // Before the screen is touched: what goes wrong here is told on a screen that stays.
    let receiver = try startReceiver(configuration, into: store)
    defer { receiver.stop() }
    if configuration.httpPort == 0 || configuration.grpcPort == 0 { announce(receiver) }
    let terminal = try openTerminal(configuration, environment: environment)
    defer { terminal.close() }
    let settings = DashboardSettings(
        size: terminal.size, agent: configuration.agent, filter: configuration.filter,
        windowSeconds: configuration.windowSeconds, glyphs: terminal.supportsUnicode ? .unicode : .ascii,
        themeName: chosen.theme.name,
        addresses: receiver.endpoints, grpcPort: receiver.grpcAddresses.first?.port,
        exposure: exposure(of: receiver), notices: receiver.warnings + chosen.warnings)
    var loop = DashboardLoop(
        terminal: terminal, store: store, wake: wake, themes: themes, theme: chosen.theme, settings: settings)
    loop.run()
    withExtendedLifetime(signals) {}
}

private func openTerminal(
    _ configuration: Configuration, environment: [String: String]
) throws(Failure) -> Terminal {
    var options = TerminalOptions()
    options.color = configuration.color.depth
    options.synchronizedOutput = configuration.synchronizesOutput
    options.asciiOnly = configuration.isASCII
    do throws(TerminalError) {
        return try Terminal.open(options, environment: environment)
    } catch {
        throw Failure("\(error) Without a screen, use looptop --headless.")
    }
}

/// Takes input and data to the model, and the model's picture to the terminal.
private struct DashboardLoop {
    let terminal: Terminal
    let store: SharedStore
    let wake: WakePipe
    let themes: ThemeFiles
    var theme: Theme
    var model: DashboardModel
    var answers = Answers()
    var pace = FramePace()

    init(
        terminal: Terminal, store: SharedStore, wake: WakePipe, themes: ThemeFiles, theme: Theme,
        settings: DashboardSettings
    ) {
        self.terminal = terminal
        self.store = store
        self.wake = wake
        self.themes = themes
        self.theme = theme
        model = DashboardModel(settings: settings)
    }

    mutating func run() {
        refresh(.everything)
        draw()
        while terminal.stopSignal == nil {
            // A search goes on from frame to frame.
            let isSearching = model.isSearching
            let wait = isSearching ? 0 : pace.remaining(at: monotonicMilliseconds(), ticks: model.ticks)
            // With data waiting for its turn, more data has nothing to add: only keys and the time end the wait.
            let events = terminal.nextEvents(timeout: wait, wake: pace.hasNewData ? nil : wake)
            guard terminal.stopSignal == nil, take(events) else { return }
            if store.takeChange() { pace.noteData() }
            if pace.isDue(at: monotonicMilliseconds(), ticks: model.ticks) {
                refresh(.everything)
            } else if events.isEmpty && !isSearching {
                continue
            } else {
                refresh(.whatChanged)
            }
            draw()
        }
    }

    /// Hands events to the model and does what it asks for; false when the user quits.
    private mutating func take(_ events: [InputEvent]) -> Bool {
        for event in events {
            for effect in update(&model, .input(event)) {
                switch effect {
                case .quit: return false
                case .suspend: terminal.suspend()
                case .redraw: terminal.repaint()
                case .nextTheme: takeNextTheme()
                }
            }
            // Keys that came in one read each act on what the one before has opened.
            answers.supply(&model, .whatChanged, from: store)
        }
        return true
    }

    private mutating func takeNextTheme() {
        let name = themes.name(after: model.themeName)
        let loaded = themes.load(name)
        theme = loaded.theme
        // By the name that the cycle knows: a file may call itself something else.
        tell(.themeChanged(name))
        if let warning = loaded.warnings.first { tell(.notice(warning)) }
    }

    private mutating func refresh(_ scope: Answers.Scope) {
        tell(.clock(currentTime()))
        answers.supply(&model, scope, from: store)
        if scope == .everything { pace.noteFigures(at: monotonicMilliseconds()) }
    }

    /// Tells the model something that asks for nothing in return.
    private mutating func tell(_ message: DashboardMessage) { _ = update(&model, message) }

    private func draw() {
        let theme = terminal.colorDepth == .mono ? self.theme.withoutColors : self.theme
        var surface = Surface(size: terminal.size, style: theme.style(.background))
        render(model, theme: theme, into: &surface)
        terminal.present(surface)
    }
}
