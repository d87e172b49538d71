/// What the terminal tests need of the system and Swift's Glibc module does not show.
#ifndef CPSEUDOTERMINAL_H
#define CPSEUDOTERMINAL_H

#include <stdint.h>

/// Opens a pseudo-terminal; the path of its slave goes to `path`. Gives the master, or -1.
int cp_open_master(char *path, int capacity);
/// Starts a program with a pseudo-terminal as its own, in a session of its own and with every signal as at a login:
/// the threads of a test block them. Gives its process id, or -1.
int cp_start(const char *program, const char *terminal, char *const environment[]);
/// wcwidth in the current locale.
int cp_width(uint32_t scalar);

#endif
