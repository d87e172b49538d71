/// What the terminal tests need of the system and Swift's Glibc module does not show.
#ifndef CPSEUDOTERMINAL_H
#define CPSEUDOTERMINAL_H

#include <stdint.h>

/// Opens a pseudo-terminal; the path of its slave goes to `path`. Gives the master, or -1.
int cp_open_master(char *path, int capacity);
/// The flag of posix_spawn that gives the child a session of its own.
short cp_spawn_session_flag(void);
/// wcwidth in the current locale.
int cp_width(uint32_t scalar);

#endif
