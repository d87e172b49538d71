// The screen: ncurses computes the bytes of a frame, from the terminal's own terminfo entry.
#define _GNU_SOURCE
#define _XOPEN_SOURCE_EXTENDED 1
#define NCURSES_WIDECHAR 1
#include "CNcurses.h"
#include "Internal.h"

#include <curses.h>
#include <term.h>

#include <fcntl.h>
#include <langinfo.h>
#include <locale.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <termios.h>
#include <unistd.h>
#include <wchar.h>

struct cn_screen {
    SCREEN *curses;
    FILE *input;
    FILE *output;
    /// The caller's descriptor of the terminal, and the one that ncurses writes to: a copy of it, or of `frame_file`.
    int terminal;
    int curses_fd;
    /// Where a frame is collected.
    int frame_file;
    uint8_t *frame;
    size_t frame_capacity;
    cchar_t *row;
    int row_capacity;
    bool color;
    bool left;
};

bool cn_set_locale(const char *name) { return setlocale(LC_CTYPE, name) != NULL; }
bool cn_locale_is_utf8(void) { return strcmp(nl_langinfo(CODESET), "UTF-8") == 0; }

cn_terminal_type cn_look_up(const char *name, int fd) {
    cn_terminal_type type = {0};
    int error = 0;
    if (setupterm(name, fd, &error) != OK) return type;
    type.found = true;
    type.full_screen = cursor_address != NULL && !hard_copy;
    type.colors = max_colors > 0 && set_a_foreground && set_a_background ? max_colors : 0;
    if (type.colors >= 256) {
        // tiparm's result is overwritten by the next call.
        char foreground[32], background[32];
        snprintf(foreground, sizeof foreground, "%s", tiparm(set_a_foreground, 200));
        snprintf(background, sizeof background, "%s", tiparm(set_a_background, 200));
        bool semicolons = !strcmp(foreground, "\033[38;5;200m") && !strcmp(background, "\033[48;5;200m");
        bool colons = !strcmp(foreground, "\033[38:5:200m") && !strcmp(background, "\033[48:5:200m");
        type.plain_indices = semicolons || colons;
    }
    type.truecolor = tigetflag("Tc") == 1 || tigetflag("RGB") == 1 || tigetnum("RGB") > 0;
    del_curterm(cur_term);
    return type;
}

/// From here on ncurses writes into the frame file.
static void collect(cn_screen *screen) { dup2(screen->frame_file, screen->curses_fd); }

/// From here on ncurses writes to the terminal itself.
static void pass_through(cn_screen *screen) { dup2(screen->terminal, screen->curses_fd); }

static void free_screen(cn_screen *screen) {
    if (screen->input) fclose(screen->input);
    if (screen->output) fclose(screen->output);
    if (screen->frame_file >= 0) close(screen->frame_file);
    free(screen->frame);
    free(screen->row);
    free(screen);
}

static FILE *copy_stream(int fd, const char *mode) {
    int copy = fcntl(fd, F_DUPFD_CLOEXEC, 3);
    if (copy < 0) return NULL;
    FILE *stream = fdopen(copy, mode);
    if (!stream) close(copy);
    return stream;
}

cn_screen *cn_open(const char *name, int input, int output, bool color) {
    cn_screen *screen = calloc(1, sizeof *screen);
    if (!screen) return NULL;
    screen->terminal = output;
    screen->frame_file = memfd_create("frame", MFD_CLOEXEC);
    screen->input = copy_stream(input, "r");
    screen->output = copy_stream(output, "w");
    if (screen->frame_file < 0 || !screen->input || !screen->output) return free_screen(screen), NULL;
    screen->curses_fd = fileno(screen->output);
    cn_save_modes(output);
    screen->curses = newterm(name, screen->output, screen->input);
    if (!screen->curses) return free_screen(screen), NULL;
    raw();
    noecho();
    nonl();
    // Waiting input must not cut a frame short.
    typeahead(-1);
    keypad(stdscr, TRUE);
    idcok(stdscr, FALSE);
    leaveok(stdscr, TRUE);
    // No pair function may be called on a terminal without colour: alloc_pair crashes there.
    screen->color = color && has_colors() && start_color() == OK;
    if (screen->color) use_default_colors();
    collect(screen);
    return screen;
}

void cn_leave(cn_screen *screen) {
    if (screen->left) return;
    screen->left = true;
    pass_through(screen);
    curs_set(1);
    endwin();
}

void cn_enter(cn_screen *screen) {
    if (!screen->left) return;
    screen->left = false;
    reset_prog_mode();
    collect(screen);
    clearok(curscr, TRUE);
}

void cn_close(cn_screen *screen) {
    cn_leave(screen);
    delscreen(screen->curses);
    free_screen(screen);
}

bool cn_terminal_size(int fd, int *height, int *width) {
    struct winsize size;
    if (ioctl(fd, TIOCGWINSZ, &size) != 0 || size.ws_row == 0 || size.ws_col == 0) return false;
    *height = size.ws_row;
    *width = size.ws_col;
    return true;
}

void cn_entry_size(const cn_screen *screen, int *height, int *width) {
    (void)screen;
    *height = LINES;
    *width = COLS;
}

void cn_resize(cn_screen *screen, int height, int width) {
    (void)screen;
    // Not resizeterm: that puts a KEY_RESIZE into a queue which nobody reads.
    if (height != LINES || width != COLS) resize_term(height, width);
}

int cn_colors(const cn_screen *screen) { return screen->color ? COLORS : 0; }

const char *cn_key(const char *capability) {
    const char *sequence = tigetstr(capability);
    return sequence == (const char *)-1 ? NULL : sequence;
}

static attr_t curses_attributes(int attributes) {
    attr_t result = A_NORMAL;
    if (attributes & CN_BOLD) result |= A_BOLD;
    if (attributes & CN_DIM) result |= A_DIM;
    if (attributes & CN_ITALIC) result |= A_ITALIC;
    if (attributes & CN_UNDERLINE) result |= A_UNDERLINE;
    if (attributes & CN_REVERSE) result |= A_REVERSE;
    return result;
}

/// The cells of one character: itself, or `?` for each of its columns if it can't be shown.
static int append(cchar_t *cells, const cn_character *character, attr_t attributes, int pair, bool ascii_only) {
    wchar_t text[4] = {(wchar_t)character->scalar, 0, 0, 0};
    bool shown = character->scalar >= 0x20 && character->scalar < 0x7F;
    if (!shown && !ascii_only) shown = wcwidth(text[0]) == character->width;
    if (!shown) {
        text[0] = L'?';
        for (int i = 0; i < character->width; i++) setcchar(&cells[i], text, attributes, 0, &pair);
        return character->width;
    }
    int length = 1;
    const uint32_t marks[2] = {character->mark1, character->mark2};
    for (int i = 0; i < 2 && !ascii_only; i++) {
        if (marks[i] && wcwidth((wchar_t)marks[i]) == 0) text[length++] = (wchar_t)marks[i];
    }
    setcchar(&cells[0], text, attributes, 0, &pair);
    return 1;
}

static bool reserve_row(cn_screen *screen, int cells) {
    if (cells <= screen->row_capacity) return true;
    cchar_t *row = realloc(screen->row, (size_t)cells * sizeof *row);
    if (!row) return false;
    screen->row = row;
    screen->row_capacity = cells;
    return true;
}

void cn_put(
    cn_screen *screen, int y, int x, const cn_character *characters, int count, int attributes, int foreground,
    int background, bool ascii_only) {
    if (!reserve_row(screen, count * 2)) return;
    int pair = 0;
    if (screen->color && (foreground >= 0 || background >= 0)) {
        pair = alloc_pair(foreground, background);
        if (pair < 0) pair = 0;
    }
    attr_t look = curses_attributes(attributes);
    int length = 0;
    for (int i = 0; i < count; i++) length += append(screen->row + length, &characters[i], look, pair, ascii_only);
    mvadd_wchnstr(y, x, screen->row, length);
}

void cn_repaint(cn_screen *screen) {
    (void)screen;
    clearok(curscr, TRUE);
}

/// Reads what was collected and empties the file.
static const uint8_t *take_frame(cn_screen *screen, size_t *count) {
    *count = 0;
    off_t size = lseek(screen->frame_file, 0, SEEK_CUR);
    if (size <= 0) return screen->frame;
    if ((size_t)size > screen->frame_capacity) {
        uint8_t *frame = realloc(screen->frame, (size_t)size);
        if (!frame) return screen->frame;
        screen->frame = frame;
        screen->frame_capacity = (size_t)size;
    }
    ssize_t got = pread(screen->frame_file, screen->frame, (size_t)size, 0);
    if (ftruncate(screen->frame_file, 0) == 0) lseek(screen->frame_file, 0, SEEK_SET);
    if (got > 0) *count = (size_t)got;
    return screen->frame;
}

const uint8_t *cn_frame(cn_screen *screen, int cursor_y, int cursor_x, size_t *count) {
    bool visible = cursor_x >= 0;
    leaveok(stdscr, !visible);
    if (visible) move(cursor_y, cursor_x);
    wnoutrefresh(stdscr);
    doupdate();
    curs_set(visible ? 1 : 0);
    return take_frame(screen, count);
}

/// Appends a capability without its padding marks.
static size_t append_capability(char *to, size_t length, size_t capacity, const char *capability) {
    if (!capability) return length;
    for (const char *at = capability; *at; at++) {
        const char *end = at[0] == '$' && at[1] == '<' ? strchr(at, '>') : NULL;
        if (end) {
            at = end;
        } else if (length < capacity) {
            to[length++] = *at;
        }
    }
    return length;
}

size_t cn_restore_string(char *to, size_t capacity, bool synchronized_output) {
    size_t length = 0;
    if (synchronized_output) length = append_capability(to, length, capacity, "\033[?2026l");
    length = append_capability(to, length, capacity, "\033[?2004l");
    length = append_capability(to, length, capacity, keypad_local);
    length = append_capability(to, length, capacity, exit_attribute_mode);
    length = append_capability(to, length, capacity, orig_pair);
    length = append_capability(to, length, capacity, cursor_normal);
    return append_capability(to, length, capacity, exit_ca_mode ? exit_ca_mode : "\r\n");
}

int cn_terminal_descriptor(const cn_screen *screen) { return screen->terminal; }
