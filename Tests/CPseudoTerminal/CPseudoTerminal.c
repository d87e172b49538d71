#define _GNU_SOURCE
#include "CPseudoTerminal.h"

#include <fcntl.h>
#include <spawn.h>
#include <stdlib.h>
#include <unistd.h>
#include <wchar.h>

int cp_open_master(char *path, int capacity) {
    int master = posix_openpt(O_RDWR | O_NOCTTY | O_CLOEXEC);
    if (master < 0) return -1;
    if (grantpt(master) == 0 && unlockpt(master) == 0 && ptsname_r(master, path, (size_t)capacity) == 0) return master;
    close(master);
    return -1;
}

short cp_spawn_session_flag(void) { return POSIX_SPAWN_SETSID; }

int cp_width(uint32_t scalar) { return wcwidth((wchar_t)scalar); }
