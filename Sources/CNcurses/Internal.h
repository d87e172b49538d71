// Between the two halves of this target: the screen and the signals.
#ifndef CNCURSES_INTERNAL_H
#define CNCURSES_INTERNAL_H

#include "CNcurses.h"

/// The bytes that leave the full screen whatever state it is in; gives their number.
size_t cn_restore_string(char *to, size_t capacity, bool synchronized_output);
/// Remembers the modes of a terminal, for a crash to restore.
void cn_save_modes(int terminal);
int cn_terminal_descriptor(const cn_screen *screen);

#endif
