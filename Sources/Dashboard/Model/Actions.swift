import Screen
import Telemetry

// What each action does. Whoever has the keys is found by exhaustive switches over overlay, depth and focus.
extension DashboardModel {
    /// A key press: its action by the table, else a letter for the prompt.
    mutating func press(_ key: Key) -> [DashboardEffect] {
        guard size.holds(ScreenLayout.smallest) else { return pressUnseen(key) }
        if let action = KeyMap.standard.action(for: key, in: context) { return perform(action) }
        if case .character(let character) = key { editPrompt { $0.insert(String(character)) } }
        return []
    }

    /// Where nothing can be shown, nothing can be changed; the ways out stay open.
    private func pressUnseen(_ key: Key) -> [DashboardEffect] {
        switch KeyMap.standard.action(for: key, in: .dashboard) {
        case .close, .quit: [.quit]
        case .suspend: [.suspend]
        case .redraw: [.redraw]
        default: []
        }
    }

    private mutating func perform(_ action: Action) -> [DashboardEffect] {
        switch action {
        case .quit: return [.quit]
        case .suspend: return [.suspend]
        case .redraw: return [.redraw]
        case .nextTheme: return [.nextTheme]
        case .close: return close()
        case .stepBack: stepBack()
        case .move(let motion): move(motion)
        case .enter: enter()
        case .leave: leave()
        case .open: open()
        case .focus(let panel): focus(on: panel)
        case .focusNext: focus(step: 1)
        case .focusPrevious: focus(step: -1)
        case .show(let screen): show(screen)
        case .zoom: isZoomed.toggle()
        case .pause: togglePause()
        case .pickAgent: pickAgent()
        case .search: openPrompt()
        case .filter: openFilterPrompt()
        case .nextSeverity: nextSeverity()
        case .nextGrouping: groupAgents()
        case .askGrouping: openGroupingPrompt()
        case .complete: complete()
        case .match(let direction): stepMatch(direction)
        case .error(let direction): stepError(direction)
        case .fold: handle(.fold)
        case .foldAll: handle(.foldAll)
        case .caller: openCaller()
        case .nextWindow: windowSeconds = Self.windows.first { $0 > windowSeconds } ?? Self.windows[0]
        case .help: toggleHelp()
        case .eraseLast: editPrompt { $0.eraseLast() }
        case .eraseAll: editPrompt { $0.eraseAll() }
        }
        return []
    }

    /// The windows that a key goes through, in seconds.
    static let windows = [60, 300, 900, 3_600]
}

// Moving.
extension DashboardModel {
    private mutating func move(_ motion: Motion) {
        switch overlay {
        case .help(var scroll):
            let page = OverlayPlace.help(size: size, glyphs: glyphs).rows
            scroll.move(motion, count: helpLines(glyphs, width: OverlayPlace.helpWidth(size)).count, page: page)
            overlay = .help(scroll)
        case .agents(var picker):
            let rows = picker.grouping.rows(of: overview?.agents ?? [])
            picker.move(motion, in: rows, page: OverlayPlace.agents(size: size, count: rows.count - 1).rows - 1)
            overlay = .agents(picker)
        case .search: break
        case nil: moveInDepth(motion)
        }
    }

    private mutating func moveInDepth(_ motion: Motion) {
        switch depth {
        case .top:
            switch screen {
            case .dashboard: moveInPanel(motion)
            case .metrics: moveInMetrics(motion)
            case .logs: moveInLogs(motion)
            case .doctor: moveInDoctor(motion)
            }
        case .waterfall: handle(motion.inWaterfall)
        case .detail:
            guard let text = traceLayout?.text, let detail = detailView?.detail else { return }
            var scroll = ScrollState(firstRow: detailView?.state.firstRow ?? 0)
            scroll.move(motion, count: detailLineCount(detail, width: text.width), page: text.height)
            detailView?.state.firstRow = scroll.firstRow
        }
    }

    private mutating func moveInPanel(_ motion: Motion) {
        guard let overview else { return }
        switch focus {
        case .traces: traces.move(motion, in: overview.traces, page: tracePage)
        case .tasks: tasks.move(motion, in: overview.tasks, page: taskPage)
        case .tools: tools.move(motion, count: overview.window.tools.count, page: toolPage)
        case .tokens: tokens.move(motion, count: overview.window.models.count, page: modelPage)
        case .waterfall: handle(motion.inWaterfall)
        }
    }

    private mutating func focus(on panel: Panel) {
        guard DashboardLayout.panels(size: size).contains(panel) else { return }
        focus = panel
        // Who goes into the waterfall stays with its trace, also when a newer one comes.
        if panel == .waterfall, let selectedTrace { traces.pin(selectedTrace) }
    }

    private mutating func focus(step: Int) {
        let panels = DashboardLayout.panels(size: size)
        let here = panels.firstIndex(of: focus) ?? 0
        focus(on: panels[(here + step + panels.count) % panels.count])
    }
}

// Drilling in and coming back.
extension DashboardModel {
    private mutating func open() {
        switch overlay {
        case .agents(let picker):
            limit(to: picker.agent)
            overlay = nil
        case .search(let prompt): keep(prompt)
        case .help: break
        case nil:
            switch depth {
            case .top: openOnScreen()
            case .waterfall: handle(.open)
            case .detail: break
            }
        }
    }

    private mutating func openOnScreen() {
        switch screen {
        case .dashboard: openPanelRow()
        case .metrics: openInMetrics()
        case .logs: openInLogs()
        case .doctor: openInDoctor()
        }
    }

    private mutating func openPanelRow() {
        switch focus {
        case .traces, .waterfall:
            if let selectedTrace { drill(into: selectedTrace) }
        case .tasks: openTask()
        case .tools, .tokens: isZoomed = true
        }
    }

    /// A task's span in its waterfall; of a task that only event logs tell of, these.
    private mutating func openTask() {
        guard let overview, let task = overview.tasks.keys.at(tasks.row(in: overview.tasks)) else { return }
        guard !task.place.span.isZero else { return showLogs(of: task) }
        drill(into: task.place.trace)
        let rows = spanRows
        traceView?.select(task.place.span, rows: rows)
    }

    mutating func drill(into trace: TraceID) {
        if trace == selectedTrace { traces.pin(trace) }
        wayBack = []
        show(trace)
    }

    private mutating func enter() {
        switch depth {
        case .waterfall: handle(.enter)
        case .top where screen == .dashboard && focus == .waterfall: handle(.enter)
        case .top, .detail: open()
        }
    }

    private mutating func leave() {
        switch depth {
        case .waterfall: handle(.leave)
        case .top where screen == .dashboard && focus == .waterfall: handle(.leave)
        case .top where screen == .dashboard: isZoomed = false
        case .top, .detail: stepBack()
        }
    }

    /// Passes an action on to the waterfall, and does what follows from it.
    private mutating func handle(_ action: WaterfallState.Action) {
        guard let tree = traceView?.tree else {
            if action == .leave { leaveWaterfall() }
            return
        }
        let rows = spanRows
        switch traceView?.waterfall.handle(action, in: tree, rows: rows) {
        case .stay, nil: break
        case .back: leaveWaterfall()
        case .showDetail(let span): depth = .detail(SpanPlace(trace: tree.traceID, span: span))
        case .follow(let trace): follow(trace)
        }
    }

    private mutating func leaveWaterfall() {
        switch depth {
        case .top where isZoomed: isZoomed = false
        case .top: focus = .traces
        case .waterfall, .detail: leaveTrace()
        }
    }

    /// Goes to another screen; from that screen itself back to the dashboard.
    private mutating func show(_ screen: TopScreen) {
        self.screen = depth == .top && self.screen == screen ? .dashboard : screen
        depth = .top
        wayBack = []
    }

    private mutating func close() -> [DashboardEffect] {
        switch depth {
        case .top where screen != .dashboard: leaveScreen()
        case .top where !isZoomed: return [.quit]
        case .top: isZoomed = false
        case .waterfall: leaveTrace()
        case .detail(let place): leaveDetail(of: place)
        }
        return []
    }

    /// One step out, if there is one to take.
    private mutating func stepBack() {
        if let overlay {
            self.overlay = nil
            if case .search(let prompt) = overlay { giveUp(prompt) }
            return
        }
        switch depth {
        case .detail(let place): leaveDetail(of: place)
        case .waterfall where traceView?.search.isEmpty == false: traceView?.search = ""
        case .waterfall: leaveTrace()
        case .top where screen != .dashboard: leaveScreen()
        case .top where isZoomed: isZoomed = false
        case .top where !traces.search.isEmpty: traces.restart(search: "")
        case .top where filter != nil: limit(to: nil as AttributeFilter?)
        case .top where agent != nil: limit(to: nil as String?)
        case .top: break
        }
    }

    /// Back to where the detail was opened: a log record, or the waterfall.
    private mutating func leaveDetail(of place: SpanPlace) {
        depth = screen == .logs ? .top : .waterfall(place.trace)
    }

    /// One step out on a screen beside the dashboard: out of what is open on it, else to the dashboard.
    private mutating func leaveScreen() {
        let isStepped =
            switch screen {
            case .dashboard: false
            case .metrics: stepBackInMetrics()
            case .logs: stepBackInLogs()
            case .doctor: false
            }
        if !isStepped { screen = .dashboard }
    }
}

extension Motion {
    fileprivate var inWaterfall: WaterfallState.Action {
        switch self {
        case .up: .up
        case .down: .down
        case .pageUp: .pageUp
        case .pageDown: .pageDown
        case .first: .first
        case .last: .last
        }
    }
}

extension Array {
    /// The element at an index, if there is one.
    func at(_ index: Int) -> Element? { indices.contains(index) ? self[index] : nil }
}
