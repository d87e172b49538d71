/// The few ncurses calls that looptop uses. Swift never sees ncurses.h: its macros and variadics do not import.
#ifndef CNCURSES_H
#define CNCURSES_H
#endif
