// The theme that is there without any file: the text of themes/default-dark.toml, kept equal by a test.

extension Theme {
    /// The theme that needs no file.
    package static let builtIn = parseBuiltIn(builtInText)

    /// The contents of themes/default-dark.toml.
    package static let builtInText = """
        # Calm and a little desaturated; made for looptop.
        # The program carries a copy of this file for when it finds no themes.

        name = "default-dark"
        author = "the looptop authors"
        license = "Apache-2.0"
        source = "made for looptop"
        variant = "dark"
        pair = "default-light"

        [palette]
        bg = "#14171d"
        surface = "#29303d"
        fg = "#ccd3dd"
        muted = "#8a94a5"
        line = "#5f697a"
        blue = "#8ea8e6"
        sky = "#74b4de"
        teal = "#5fb5b5"
        green = "#84cfae"
        yellow = "#e6c866"
        orange = "#dba27a"
        red = "#dd6468"
        pink = "#d28fb4"
        violet = "#b998dc"
        sand = "#bfb29b"

        [roles]
        background = "bg"
        foreground = "fg"
        dim = "muted"
        border = "line"
        border-focus = "blue"
        title = "fg bold"
        key-hint = "blue"
        selection = "fg on surface bold"
        ok = "green"
        warn = "yellow"
        error = "red"
        running = "sky"
        series = ["blue", "violet", "teal", "orange", "pink", "yellow"]
        agent = "blue"
        iteration = "muted"
        llm = "violet"
        tool = "teal"
        other = "sand"
        ruler = "muted"
        event-tick = "reverse"
        match = "bg on yellow"
        input = "blue"
        output = "violet"
        good-bad = ["red", "yellow", "green"]

        """
}
