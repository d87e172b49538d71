// The signals. Handlers only set flags and write bytes: everything they call is on signal-safety(7)'s list.
#define _GNU_SOURCE
#include "CNcurses.h"
#include "Internal.h"

#include <errno.h>
#include <execinfo.h>
#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <stdatomic.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <termios.h>
#include <unistd.h>

// MARK: Flags and wake-ups

// A handler runs on whatever thread the signal is delivered to: these are lock-free atomics, which it may use.
static _Atomic int stop_signal = 0;
static _Atomic int stop_request = 0;
static _Atomic int continued = 0;
static _Atomic int stop_wake = -1;
static _Atomic int terminal_wake = -1;
_Static_assert(ATOMIC_INT_LOCK_FREE == 2, "a signal handler needs atomics without locks");

bool cn_pipe(int *read_end, int *write_end) {
    int ends[2];
    if (pipe2(ends, O_NONBLOCK | O_CLOEXEC) != 0) return false;
    *read_end = ends[0];
    *write_end = ends[1];
    return true;
}

static void wake(int fd) {
    const char byte = 0;
    // A full pipe is as good as a written one.
    if (fd >= 0 && write(fd, &byte, 1) < 0) return;
}

/// The first signal that says to stop counts.
static void note_stop(int signal) {
    int none = 0;
    atomic_compare_exchange_strong(&stop_signal, &none, signal);
}

static void note(int signal) {
    int saved = errno;
    if (signal == SIGTSTP) {
        stop_request = 1;
    } else if (signal == SIGCONT) {
        continued = 1;
    } else if (signal != SIGWINCH) {
        note_stop(signal);
    }
    wake(stop_wake);
    wake(terminal_wake);
    errno = saved;
}

static void handle(int signal, void (*handler)(int)) {
    struct sigaction action;
    memset(&action, 0, sizeof action);
    action.sa_handler = handler;
    sigemptyset(&action.sa_mask);
    // Not SA_RESTART: a poll that is waiting must return.
    sigaction(signal, &action, NULL);
}

/// A signal that was ignored when the program began (nohup) stays so.
static void watch_unless_ignored(int signal, bool watch) {
    struct sigaction current;
    if (sigaction(signal, NULL, &current) == 0 && current.sa_handler == SIG_IGN) return;
    handle(signal, watch ? note : SIG_DFL);
}

static void update_stop_handlers(void) {
    bool watch = stop_wake >= 0 || terminal_wake >= 0;
    watch_unless_ignored(SIGTERM, watch);
    watch_unless_ignored(SIGHUP, watch);
    watch_unless_ignored(SIGINT, watch);
}

void cn_watch_stop_signals(int fd) {
    if (stop_wake < 0 && terminal_wake < 0) stop_signal = 0;
    stop_wake = fd;
    update_stop_handlers();
}

int cn_stop_signal(void) { return stop_signal; }

void cn_note_stop_signal(int signal) { note_stop(signal); }

void cn_watch_terminal_signals(int fd) {
    if (stop_wake < 0 && terminal_wake < 0) stop_signal = 0;
    terminal_wake = fd;
    update_stop_handlers();
    handle(SIGWINCH, fd >= 0 ? note : SIG_DFL);
    watch_unless_ignored(SIGTSTP, fd >= 0);
    handle(SIGCONT, fd >= 0 ? note : SIG_DFL);
}

bool cn_take_stop_request(void) {
    return atomic_exchange(&stop_request, 0) != 0;
}

bool cn_take_continued(void) {
    return atomic_exchange(&continued, 0) != 0;
}

void cn_stop_self(void) {
    handle(SIGTSTP, SIG_DFL);
    kill(0, SIGTSTP);
    handle(SIGTSTP, note);
}

// MARK: Crashes

enum { TAIL = 8192, FRAMES = 64 };

/// The signals that end a program in the middle of its work.
static const struct { int number; const char *name; } crash_signals[] = {
    {SIGSEGV, "11, SIGSEGV"}, {SIGILL, "4, SIGILL"}, {SIGABRT, "6, SIGABRT"},
    {SIGBUS, "7, SIGBUS"}, {SIGFPE, "8, SIGFPE"}, {SIGTRAP, "5, SIGTRAP"},
};
enum { CRASH_SIGNALS = sizeof crash_signals / sizeof crash_signals[0] };

static struct {
    struct sigaction previous[CRASH_SIGNALS];
    char restore[512];
    size_t restore_length;
    struct termios modes;
    bool has_modes;
    int terminal;
    /// The real stderr and the file that stands in for it; -1 when it is not held back.
    int stderr_copy;
    int held;
    /// Where a crash writes its log; empty for nowhere.
    char log[PATH_MAX];
    char stack[64 * 1024];
} crash = {.terminal = -1, .stderr_copy = -1, .held = -1};

static void write_all(int fd, const char *bytes, size_t count) {
    while (count > 0) {
        ssize_t written = write(fd, bytes, count);
        if (written < 0 && errno == EINTR) continue;
        if (written <= 0) return;
        bytes += written;
        count -= (size_t)written;
    }
}

static void write_text(int fd, const char *text) { write_all(fd, text, strlen(text)); }

/// Shows the end of what was held back from stderr.
static void show_held(int fd) {
    static char tail[TAIL];
    off_t size = lseek(crash.held, 0, SEEK_END);
    off_t start = size > TAIL ? size - TAIL : 0;
    ssize_t got = pread(crash.held, tail, TAIL, start);
    if (got > 0) write_all(fd, tail, (size_t)got);
}

/// Opens the log, in the place of an earlier crash's; -1 if that can't be.
static int open_log(void) {
    if (!crash.log[0]) return -1;
    for (char *end = strchr(crash.log + 1, '/'); end; end = strchr(end + 1, '/')) {
        *end = 0;
        mkdir(crash.log, 0700);
        *end = '/';
    }
    return open(crash.log, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0600);
}

static const char *signal_name(int signal) {
    for (int i = 0; i < CRASH_SIGNALS; i++) {
        if (crash_signals[i].number == signal) return crash_signals[i].name;
    }
    return "unknown";
}

static void tell_crash(int signal, bool has_log) {
    int fd = crash.stderr_copy >= 0 ? crash.stderr_copy : STDERR_FILENO;
    write_text(fd, "looptop crashed (signal ");
    write_text(fd, signal_name(signal));
    write_text(fd, "). The terminal was restored; ");
    if (has_log) {
        write_text(fd, "please report this with the log, ");
        write_text(fd, crash.log);
        write_text(fd, "\n");
    } else {
        write_text(fd, "please report this with the lines around it.\n");
    }
}

/// The signal, what was said last, and where the program was: addresses, for who has the program to look up.
static void write_log(int log, int signal) {
    write_text(log, "looptop crashed: signal ");
    write_text(log, signal_name(signal));
    write_text(log, "\n");
    if (crash.held >= 0) show_held(log);
    write_text(log, "backtrace:\n");
    void *frames[FRAMES];
    backtrace_symbols_fd(frames, backtrace(frames, FRAMES), log);
}

static void on_crash(int signal) {
    // A crash in here ends the process at once.
    for (int i = 0; i < CRASH_SIGNALS; i++) handle(crash_signals[i].number, SIG_DFL);
    write_all(crash.terminal, crash.restore, crash.restore_length);
    if (crash.has_modes) tcsetattr(crash.terminal, TCSANOW, &crash.modes);
    if (crash.held >= 0) show_held(crash.stderr_copy);
    int log = open_log();
    tell_crash(signal, log >= 0);
    if (log >= 0) write_log(log, signal);
    // Blocked until this handler returns; then the default action ends the process.
    raise(signal);
}

/// Puts a file in the place of stderr if that is a terminal.
static void hold_stderr(void) {
    if (!isatty(STDERR_FILENO)) return;
    crash.stderr_copy = fcntl(STDERR_FILENO, F_DUPFD_CLOEXEC, 3);
    crash.held = memfd_create("stderr", MFD_CLOEXEC);
    if (crash.held >= 0 && crash.stderr_copy >= 0 && fcntl(crash.held, F_SETFL, O_APPEND) == 0) {
        dup2(crash.held, STDERR_FILENO);
    }
}

static void release_stderr(void) {
    if (crash.stderr_copy >= 0) dup2(crash.stderr_copy, STDERR_FILENO);
    if (crash.stderr_copy >= 0 && crash.held >= 0) show_held(crash.stderr_copy);
    if (crash.held >= 0) close(crash.held);
    if (crash.stderr_copy >= 0) close(crash.stderr_copy);
    crash.held = -1;
    crash.stderr_copy = -1;
}

void cn_save_modes(int terminal) {
    crash.has_modes = tcgetattr(terminal, &crash.modes) == 0;
}

void cn_arm(cn_screen *screen, bool synchronized_output, const char *log) {
    crash.terminal = cn_terminal_descriptor(screen);
    bool fits = log && strlen(log) < sizeof crash.log;
    strcpy(crash.log, fits ? log : "");
    // The first call loads a library, which a handler must not do.
    void *frame;
    backtrace(&frame, 1);
    crash.restore_length = cn_restore_string(crash.restore, sizeof crash.restore, synchronized_output);
    hold_stderr();
    // A stack overflow leaves no room for a handler: it gets a stack of its own.
    stack_t stack = {.ss_sp = crash.stack, .ss_size = sizeof crash.stack};
    sigaltstack(&stack, NULL);
    struct sigaction action;
    memset(&action, 0, sizeof action);
    action.sa_handler = on_crash;
    action.sa_flags = SA_ONSTACK;
    sigemptyset(&action.sa_mask);
    for (int i = 0; i < CRASH_SIGNALS; i++) sigaction(crash_signals[i].number, &action, &crash.previous[i]);
}

void cn_disarm(void) {
    for (int i = 0; i < CRASH_SIGNALS; i++) sigaction(crash_signals[i].number, &crash.previous[i], NULL);
    release_stderr();
}
