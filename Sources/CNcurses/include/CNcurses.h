/// The few ncurses and signal calls that looptop uses. Swift never sees ncurses.h: its macros and variadics do not import.
///
/// All of it belongs to the main thread, except the signal handlers, which touch only what is safe in one.
#ifndef CNCURSES_H
#define CNCURSES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

// MARK: Terminal types

/// What the terminfo entry of a name says.
typedef struct {
    bool found;
    /// It can address the cursor: without that there is no full screen.
    bool full_screen;
    /// 0 without colour.
    int colors;
    /// The 256 colours are selected by `38;5;N`, so that a number can be rewritten to `38;2;R;G;B`.
    bool plain_indices;
    /// The entry itself says that it shows 24-bit colour (`Tc` or `RGB`).
    bool truecolor;
} cn_terminal_type;

cn_terminal_type cn_look_up(const char *name, int fd);

// MARK: A screen

/// An open screen. Everything that ncurses writes for a frame is collected in memory, so that it leaves in one write.
typedef struct cn_screen cn_screen;

/// One character of a run: scalars as in a `Cell`, and the columns it takes, 1 or 2.
typedef struct {
    uint32_t scalar;
    uint32_t mark1;
    uint32_t mark2;
    uint8_t width;
} cn_character;

/// Attribute bits of `cn_put`.
enum { CN_BOLD = 1, CN_DIM = 2, CN_ITALIC = 4, CN_UNDERLINE = 8, CN_REVERSE = 16 };

/// Sets the locale of character handling; false if the system does not have it.
bool cn_set_locale(const char *name);
/// The locale's characters are encoded in UTF-8.
bool cn_locale_is_utf8(void);

/// Opens a screen on a terminal, in raw mode; NULL if that fails. The descriptors stay the caller's.
cn_screen *cn_open(const char *name, int input, int output, bool color);
/// Leaves the full screen and gives the terminal back as it was.
void cn_leave(cn_screen *screen);
/// Comes back after `cn_leave`; the next frame repaints everything.
void cn_enter(cn_screen *screen);
/// Leaves if that was not done, and frees.
void cn_close(cn_screen *screen);

/// The size of the terminal now; false if it does not say.
bool cn_terminal_size(int fd, int *height, int *width);
/// The size that ncurses took from its entry.
void cn_entry_size(const cn_screen *screen, int *height, int *width);
void cn_resize(cn_screen *screen, int height, int width);
/// Colours that numbers can name; 0 without colour.
int cn_colors(const cn_screen *screen);
/// What a key sends, by its terminfo name; NULL if the entry has none.
const char *cn_key(const char *capability);

/// Puts characters into a row from a column on, all in one look. Colours are numbers, -1 for the terminal's own.
/// A character that the locale can't show in its columns becomes `?`. `ascii_only` holds every one to 0x20...0x7E.
void cn_put(
    cn_screen *screen, int y, int x, const cn_character *characters, int count, int attributes, int foreground,
    int background, bool ascii_only);
/// The next frame repaints every cell.
void cn_repaint(cn_screen *screen);
/// Ends a frame and gives its bytes, valid until the next call. A negative `cursor_x` hides the cursor.
const uint8_t *cn_frame(cn_screen *screen, int cursor_y, int cursor_x, size_t *count);

// MARK: Signals

/// A pipe whose ends neither block nor outlive an exec; false with `errno` if there is none.
bool cn_pipe(int *read_end, int *write_end);

/// From now on SIGTERM, SIGHUP and SIGINT are noted and write a byte to a descriptor; -1 gives them back to the system.
void cn_watch_stop_signals(int wake);
/// The first stop signal since watching began, or 0.
int cn_stop_signal(void);
/// Notes a stop signal that came in another way: a terminal that hung up.
void cn_note_stop_signal(int signal);

/// From now on SIGWINCH, SIGTSTP and SIGCONT, and the stop signals, write a byte to this descriptor; -1 ends that.
void cn_watch_terminal_signals(int wake);
/// A SIGTSTP came from outside since the last call.
bool cn_take_stop_request(void);
/// The process continued after a stop since the last call.
bool cn_take_continued(void);
/// Stops this process's group as Ctrl-Z does, and returns when it continues.
void cn_stop_self(void);

// MARK: Crashes

/// From now on a crash restores the terminal, says so on stderr and then ends the process as it would have.
/// Until `cn_disarm` stderr is held back if it is a terminal: what is written there would tear the screen.
/// `log` is the absolute path of the file that a crash writes; NULL for none. Its folders are made then.
void cn_arm(cn_screen *screen, bool synchronized_output, const char *log);
/// Ends that, and shows what was held back.
void cn_disarm(void);

#endif
